/// The parts of a run, each of which measures one thing and tells what it found.
@NullMarked
package one.commserver.bench.run;

import org.jspecify.annotations.NullMarked;
