/// Makes meters, statistics and log lines of what connections tell their observer. It asks no feature for anything.
@NullMarked
package one.commserver.telemetry;

import org.jspecify.annotations.NullMarked;
