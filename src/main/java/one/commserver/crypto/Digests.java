package one.commserver.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-256, from the platform, which computes it with processor instructions.
public final class Digests {

    private Digests() {}

    public static Bytes sha256(byte[] content) {
        return Bytes.of(sha256Array(content));
    }

    public static Bytes sha256(Bytes content) {
        return sha256(content.unsafeArray());
    }

    static byte[] sha256Array(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("each Java platform has SHA-256", impossible);
        }
    }
}
