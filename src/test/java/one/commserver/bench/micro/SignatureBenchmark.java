package one.commserver.bench.micro;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.PublicKey;
import one.commserver.crypto.Randomness;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.verification.SignatureChecker;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Signatures of those who authenticate.
@State(Scope.Thread)
public class SignatureBenchmark {

    /// About as long as what is signed to authenticate.
    private static final int MESSAGE = 256;

    /// How they sign.
    @Param({"ED25519", "ECDSA_P256", "ML_DSA_65"})
    public SignatureAlgorithm algorithm;

    private SigningKey signing;
    private PublicKey key;
    private Identity identity;
    private @Nullable Bytes beside;
    private byte[] message;
    private byte[] signature;
    private SignatureChecker checker;

    /// Signs once.
    @Setup
    public void prepare() {
        signing = SigningKey.generate(algorithm);
        key = signing.publicKey();
        identity = key.identity();
        beside = key.besideIdentity().orElse(null);
        message = Randomness.bytes(MESSAGE);
        signature = signing.sign(message);
        checker = new SignatureChecker(1, 16);
        if (!key.verify(message, signature)) {
            throw new IllegalStateException("an honest signature was refused");
        }
    }

    /// Ends the pool.
    @TearDown
    public void close() {
        checker.close();
        signing.close();
    }

    /// With a key that has verified something before, on this thread.
    @Benchmark
    public boolean verify() {
        return key.verify(message, signature);
    }

    /// With a key that nobody has seen before, as whoever logs in has one.
    @Benchmark
    public boolean decodeAndVerify() {
        return PublicKey.of(identity, beside).verify(message, signature);
    }

    /// The same as [#verify] on a thread of the pool, there and back.
    @Benchmark
    public boolean verifyOnThePool() {
        return Boolean.TRUE.equals(checker.holds(key, message, signature).block());
    }

    /// Decoding a key.
    @Benchmark
    public PublicKey decodeKey() {
        return PublicKey.of(identity, beside);
    }

    /// What a client does.
    @Benchmark
    public byte[] sign() {
        return signing.sign(message);
    }
}
