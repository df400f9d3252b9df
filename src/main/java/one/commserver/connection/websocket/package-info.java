/// A connection's wire over a WebSocket: one handler in a Netty pipeline behind the frame codec, the same for
/// client and server.
///
/// Spec: chapters 1 and 2.
@NullMarked
package one.commserver.connection.websocket;

import org.jspecify.annotations.NullMarked;
