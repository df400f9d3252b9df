package one.commserver.connection.websocket;

import io.netty.buffer.ByteBuf;

/// Takes messages of one frame where they lie in what was read. On the wire's thread.
interface FrameSink {

    /// Offers a message.
    ///
    /// @param read stays its owner's; its bytes from the frame's first one to the payload's last one are free to be
    ///     changed, and are left alone by others, until [#settle]
    /// @param payload where the payload begins, unmasked
    /// @return whether it was taken; if not, it comes as a frame of its own
    boolean inPlace(boolean text, ByteBuf read, int payload, int length);

    /// What was offered so far is about to be let go of, or something else comes behind it. May come more often.
    void settle();
}
