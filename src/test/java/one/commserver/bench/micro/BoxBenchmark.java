package one.commserver.bench.micro;

import one.commserver.crypto.Randomness;
import one.commserver.crypto.box.BoxChallenge;
import one.commserver.crypto.box.BoxKey;
import one.commserver.crypto.box.BoxKeyPair;
import one.commserver.crypto.box.BoxPublicKey;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// The ONE dialect's boxes, of 800 bytes.
@State(Scope.Thread)
public class BoxBenchmark {

    private static final int LENGTH = 800;

    private final byte[] nonce = Randomness.bytes(BoxKey.NONCE_LENGTH);
    private final byte[] plaintext = Randomness.bytes(LENGTH);
    private BoxKeyPair pair;
    private BoxPublicKey other;
    private BoxKey key;
    private byte[] sealed;
    private byte[] challenge;

    /// Seals once.
    @Setup
    public void prepare() {
        pair = BoxKeyPair.generate();
        try (var others = BoxKeyPair.generate()) {
            other = others.publicKey();
        }
        key = pair.agree(other);
        sealed = key.seal(nonce, plaintext);
        try (var asked = BoxChallenge.issue(pair.agree(other))) {
            challenge = asked.challenge();
        }
    }

    /// Wipes the keys.
    @TearDown
    public void close() {
        key.close();
        pair.close();
    }

    /// The key of two.
    @Benchmark
    public BoxKey agree() {
        try (var agreed = pair.agree(other)) {
            return agreed;
        }
    }

    /// Sealing under it; one nonce for all, which only a benchmark may.
    @Benchmark
    public byte[] seal() {
        return key.seal(nonce, plaintext);
    }

    /// Opening under it.
    @Benchmark
    public byte[] open() {
        return key.open(nonce, sealed);
    }

    /// What a client answers the server's challenge.
    @Benchmark
    public byte[] answerChallenge() {
        return BoxChallenge.answer(key, challenge);
    }
}
