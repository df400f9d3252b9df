package one.commserver.crypto.box;

import one.commserver.crypto.Randomness;

import java.security.MessageDigest;
import java.util.Arrays;

/// A challenge that only the owner of a box key can answer. A secret is sealed for him; he sends back its complement,
/// sealed too. The complement, because both sides have the same key: without it the challenge would be its own answer.
///
/// Safe from any thread.
public final class BoxChallenge implements AutoCloseable {

    /// Bytes of the secret.
    static final int SECRET_LENGTH = 64;

    /// Bytes of a challenge, and of an answer.
    public static final int LENGTH = BoxKey.NONCE_LENGTH + BoxKey.TAG_LENGTH + SECRET_LENGTH;

    private final BoxKey key;
    private final byte[] expected;
    private final byte[] challenge;

    /// @param secret 64 bytes; wiped
    private BoxChallenge(BoxKey key, byte[] secret, byte[] nonce) {
        this.key = key;
        this.challenge = key.sealWithNonce(nonce, secret);
        complement(secret);
        this.expected = secret;
    }

    /// A fresh one.
    ///
    /// @param key what the asker has in common with who is asked; the challenge's from then on
    public static BoxChallenge issue(BoxKey key) {
        return issue(key, Randomness.bytes(SECRET_LENGTH), Randomness.bytes(BoxKey.NONCE_LENGTH));
    }

    /// One that was chosen, for golden vectors.
    static BoxChallenge issue(BoxKey key, byte[] secret, byte[] nonce) {
        return new BoxChallenge(key, secret.clone(), nonce);
    }

    /// What the owner of the other key answers.
    ///
    /// @param key what he has in common with the asker; stays the caller's
    /// @throws BoxOpeningException if it isn't a challenge under this key
    public static byte[] answer(BoxKey key, byte[] challenge) {
        return answer(key, challenge, Randomness.bytes(BoxKey.NONCE_LENGTH));
    }

    /// With a chosen nonce, for golden vectors.
    static byte[] answer(BoxKey key, byte[] challenge, byte[] nonce) {
        // nobody is helped to complement anything else
        if (challenge.length != LENGTH) {
            throw new BoxOpeningException();
        }
        byte[] secret = key.openWithNonce(challenge);
        complement(secret);
        try {
            return key.sealWithNonce(nonce, secret);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /// What to send: 104 bytes.
    public byte[] challenge() {
        return challenge.clone();
    }

    /// Whether that is the answer, in a time that tells nothing about it.
    ///
    /// @return false if it opens to something else
    /// @throws BoxOpeningException if it doesn't open
    /// @throws IllegalStateException after close
    public boolean isAnsweredBy(byte[] answer) {
        byte[] opened = key.openWithNonce(answer);
        try {
            return MessageDigest.isEqual(opened, expected);
        } finally {
            Arrays.fill(opened, (byte) 0);
        }
    }

    private static void complement(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ~bytes[i];
        }
    }

    /// Wipes the secret and the key. May be called twice.
    @Override
    public void close() {
        key.close();
        Arrays.fill(expected, (byte) 0);
    }

    /// Shows nothing.
    @Override
    public String toString() {
        return "BoxChallenge";
    }
}
