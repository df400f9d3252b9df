package one.commserver.registry;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Digests;

import java.nio.charset.StandardCharsets;

/// What a client presents to go on with its session. Secret: a registry keeps only [#hash].
///
/// Spec: chapter 3, session.
public record SessionToken(String value) {

    /// What is kept of it.
    public Bytes hash() {
        return Digests.sha256(value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "SessionToken[hidden]";
    }
}
