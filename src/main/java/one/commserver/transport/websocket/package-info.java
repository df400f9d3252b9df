/// The WebSocket transport: an upgrade on any path, and from then on one handler in the Netty pipeline in place of
/// everything that WebFlux would keep for the connection.
///
/// Spec: chapters 1 and 2.
@NullMarked
package one.commserver.transport.websocket;

import org.jspecify.annotations.NullMarked;
