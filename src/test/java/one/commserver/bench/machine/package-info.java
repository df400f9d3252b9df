/// The processes of a run, the cores that they have, and the machine below them.
@NullMarked
package one.commserver.bench.machine;

import org.jspecify.annotations.NullMarked;
