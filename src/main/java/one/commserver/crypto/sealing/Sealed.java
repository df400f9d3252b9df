package one.commserver.crypto.sealing;

import one.commserver.crypto.Bytes;

/// What came of sealing.
///
/// @param encapsulation what RFC 9180 calls `enc`: the receiver makes the key from it
/// @param ciphertext as long as the plaintext and [SealingSuite#TAG_LENGTH]
public record Sealed(Bytes encapsulation, Bytes ciphertext) {}
