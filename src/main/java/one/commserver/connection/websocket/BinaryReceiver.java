package one.commserver.connection.websocket;

import io.netty.buffer.ByteBuf;

/// Gets messages of a wire, complete and undecoded, on the wire's thread.
@FunctionalInterface
public interface BinaryReceiver {

    /// Takes a message over: whoever implements this releases it.
    void binary(ByteBuf message);

    /// Is offered a message where it was read, before it would be copied for [#binary].
    ///
    /// @param read stays its owner's; from a client's frame's first byte to its payload's last one it may be changed
    ///     until [#settle]
    /// @param payload where the payload begins, behind a head of at least four bytes more than [ServerFrame#headLength]
    /// @return whether it was taken
    default boolean inPlace(ByteBuf read, int payload, int length) {
        return false;
    }

    /// What was taken in its place must be somewhere else now.
    default void settle() {}
}
