package one.commserver.crypto;

import java.nio.charset.StandardCharsets;

/// One signature of each kind, made and checked while starting.
///
/// It finds a broken or missing library before the first client does. And it loads what the libraries read from disk on
/// their first use, so that afterwards everything in this package may run on an event loop without blocking it, save
/// for the time that a signature takes.
public final class SelfTest {

    private static final byte[] MESSAGE = "self-test".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OTHER_MESSAGE = "self-tesu".getBytes(StandardCharsets.US_ASCII);

    private SelfTest() {}

    /// Takes some hundred milliseconds in a fresh process, a few in a warm one. May be run again; not on an event loop.
    ///
    /// @throws IllegalStateException if an algorithm doesn't work on this machine
    public static void run() {
        Randomness.prepare();
        for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
            if (!works(algorithm)) {
                throw new IllegalStateException("the self-test of " + algorithm.wireName() + " failed");
            }
        }
    }

    private static boolean works(SignatureAlgorithm algorithm) {
        try (SigningKey key = SigningKey.generate(algorithm)) {
            Identity identity = Identity.parse(key.identity().wire());
            PublicKey publicKey = PublicKey.of(identity, key.publicKey().encoded());
            byte[] signature = key.sign(MESSAGE);
            return publicKey.verify(MESSAGE, signature) && !publicKey.verify(OTHER_MESSAGE, signature);
        }
    }
}
