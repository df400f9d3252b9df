/// The server as it can be set up, each way beside the others, on both cores.
@NullMarked
package one.commserver.bench.variants;

import org.jspecify.annotations.NullMarked;
