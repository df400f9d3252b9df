package one.commserver.mailbox.memory;

import one.commserver.crypto.Bytes;

/// What is remembered of an element when its data has gone.
///
/// @param stored since when it is kept, in milliseconds of the epoch
record Stamp(Bytes checksum, long stored) {}
