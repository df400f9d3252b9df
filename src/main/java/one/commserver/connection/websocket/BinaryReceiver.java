package one.commserver.connection.websocket;

import io.netty.buffer.ByteBuf;

/// Gets the binary messages of a wire, complete, on the wire's thread.
@FunctionalInterface
public interface BinaryReceiver {

    /// Takes a message over: whoever implements this releases it.
    void binary(ByteBuf message);
}
