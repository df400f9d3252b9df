package one.commserver.crypto.sealing;

import org.bouncycastle.crypto.hpke.HPKE;

import java.util.Arrays;
import java.util.Optional;

/// How something is sealed. Lengths are in bytes and exact.
///
/// Spec: chapter 6, the sealing key.
public enum SealingSuite {
    /// RFC 9180 with DHKEM(X25519, HKDF-SHA256) 0x0020, HKDF-SHA256 0x0001, ChaCha20Poly1305 0x0003. A quantum computer
    /// would break it.
    X25519("x25519", 32, 32, 32);

    /// How much longer than the plaintext a ciphertext is, in each suite.
    public static final int TAG_LENGTH = 16;

    private final String wireName;
    private final int publicKeyLength;
    private final int privateKeyLength;
    private final int encapsulationLength;

    SealingSuite(String wireName, int publicKeyLength, int privateKeyLength, int encapsulationLength) {
        this.wireName = wireName;
        this.publicKeyLength = publicKeyLength;
        this.privateKeyLength = privateKeyLength;
        this.encapsulationLength = encapsulationLength;
    }

    /// The suite of that exact name, or empty.
    public static Optional<SealingSuite> ofWireName(String name) {
        return Arrays.stream(values()).filter(suite -> suite.wireName.equals(name)).findAny();
    }

    /// Its name in messages.
    public String wireName() {
        return wireName;
    }

    public int publicKeyLength() {
        return publicKeyLength;
    }

    public int privateKeyLength() {
        return privateKeyLength;
    }

    public int encapsulationLength() {
        return encapsulationLength;
    }

    /// A new instance each time: it has state and is for one thread.
    HPKE hpke() {
        return new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_CHACHA20_POLY1305);
    }
}
