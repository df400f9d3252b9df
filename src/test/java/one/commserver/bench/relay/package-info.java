/// The least that a relay in Netty can be, to compare the server with.
@NullMarked
package one.commserver.bench.relay;

import org.jspecify.annotations.NullMarked;
