package one.commserver.bench.micro;

import one.commserver.crypto.Randomness;
import one.commserver.crypto.agreement.KeyDerivation;
import one.commserver.crypto.agreement.RecordCipher;
import one.commserver.crypto.sealing.Sealed;
import one.commserver.crypto.sealing.SealingKeyPair;
import one.commserver.crypto.sealing.SealingSuite;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import java.nio.charset.StandardCharsets;

/// Sealing 800 bytes: as a record of a channel, and to somebody who is away.
@State(Scope.Thread)
public class SealingBenchmark {

    private static final int LENGTH = 800;

    private final byte[] info = "commserver/1 benchmark".getBytes(StandardCharsets.US_ASCII);
    private final byte[] plaintext = Randomness.bytes(LENGTH);
    private RecordCipher sealing;
    private RecordCipher opening;
    private long number;
    private byte[] sealedRecord;
    private SealingKeyPair pair;
    private Sealed sealedObject;

    /// Seals once.
    @Setup
    public void prepare() {
        byte[] key = Randomness.bytes(KeyDerivation.KEY_LENGTH);
        sealing = RecordCipher.sealing(key);
        opening = RecordCipher.opening(key);
        sealedRecord = sealing.seal(number++, plaintext, 0, LENGTH);
        pair = SealingKeyPair.generate(SealingSuite.X25519);
        sealedObject = pair.publicKey().seal(info, info, plaintext);
    }

    /// Wipes the keys.
    @TearDown
    public void close() {
        sealing.close();
        opening.close();
        pair.close();
    }

    /// A record of a channel.
    @Benchmark
    public byte[] sealRecord() {
        return sealing.seal(number++, plaintext, 0, LENGTH);
    }

    /// The same at the other end.
    @Benchmark
    public byte @Nullable [] openRecord() {
        return opening.open(0, sealedRecord, 0, sealedRecord.length);
    }

    /// Something that is left for somebody, with the agreement that it takes.
    @Benchmark
    public Sealed sealObject() {
        return pair.publicKey().seal(info, info, plaintext);
    }

    /// The same at the other end.
    @Benchmark
    public byte[] openObject() {
        return pair.open(sealedObject, info, info);
    }
}
