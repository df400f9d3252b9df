/// From a server's address to an open WebSocket with a connection above it: the only place of the client where Reactor
/// Netty is spoken.
///
/// Spec: chapters 1 and 3 (audience).
@NullMarked
package one.commserver.client.dial;

import org.jspecify.annotations.NullMarked;
