package one.commserver.protocol.sealing;

import one.commserver.crypto.Identity;
import one.commserver.crypto.Transcript;
import one.commserver.crypto.sealing.SealingPublicKey;
import one.commserver.protocol.WireTime;

import java.time.Instant;

/// What an identity signs when it publishes a sealing key. Fields are the UTF-8 bytes of the JSON strings as they
/// travel.
///
/// Spec: chapter 6, the sealing key.
public final class SealingKeyTranscript {

    /// What is signed starts with it.
    public static final String LABEL = "commserver/1 sealing key";

    private SealingKeyTranscript() {}

    /// The transcript of one key.
    ///
    /// @param identity whose key it is
    /// @param expires a whole millisecond
    public static Transcript of(Identity identity, SealingPublicKey key, Instant expires) {
        return Transcript.labelled(LABEL)
                .add(identity.wire())
                .add(key.suite().wireName())
                .add(key.value().toBase64Url())
                .add(WireTime.format(expires));
    }
}
