/// What a process takes, how that goes on over time, and whether it grows.
@NullMarked
package one.commserver.soak.figures;

import org.jspecify.annotations.NullMarked;
