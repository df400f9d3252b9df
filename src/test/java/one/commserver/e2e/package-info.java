/// The running server, spoken to over real sockets by clients that may misbehave.
@NullMarked
package one.commserver.e2e;

import org.jspecify.annotations.NullMarked;
