/// The generator: raw sockets, pairs of them, what they send and how that is measured.
@NullMarked
package one.commserver.bench.load;

import org.jspecify.annotations.NullMarked;
