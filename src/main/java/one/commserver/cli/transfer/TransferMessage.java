package one.commserver.cli.transfer;

import one.commserver.crypto.Bytes;

import java.nio.ByteBuffer;

/// What the two ends of a transfer say to each other, each in a message of its own.
///
/// Reference: docs/cli.md, on the wire.
sealed interface TransferMessage {

    /// The first thing that the sender says: what it has.
    ///
    /// @param size in bytes
    /// @param sha256 of all of it
    /// @param name as the sender spells it, not to be used as it is
    record Offer(long size, Bytes sha256, String name) implements TransferMessage {}

    /// The receiver wants it, and has so much.
    ///
    /// @param offset how many bytes it has
    /// @param sha256 of these
    record Accept(long offset, Bytes sha256) implements TransferMessage {}

    /// The sender begins.
    ///
    /// @param offset from where: the receiver's, or 0
    record Start(long offset) implements TransferMessage {}

    /// The next bytes.
    record Data(ByteBuffer content) implements TransferMessage {}

    /// The receiver has all of it, and it is safe.
    record Done() implements TransferMessage {}

    /// Whoever says it can't go on.
    record Failed(Refusal refusal) implements TransferMessage {}
}
