package one.commserver.bench.micro;

import one.commserver.crypto.agreement.AgreementSuite;
import one.commserver.crypto.agreement.RandomSource;
import one.commserver.crypto.agreement.SharedSecret;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// What two peers do to agree on a secret.
@State(Scope.Thread)
public class AgreementBenchmark {

    /// How they agree.
    @Param({"X25519", "X25519_ML_KEM_768"})
    public AgreementSuite suite;

    private AgreementSuite.Offered offered;
    private byte[] offer;
    private byte[] answer;

    /// Does it once.
    @Setup
    public void prepare() {
        offered = suite.offer(RandomSource.SECURE);
        offer = offered.share();
        AgreementSuite.Answered answered = suite.answer(offer, RandomSource.SECURE);
        answer = answered.share();
        answered.secret().close();
    }

    /// Wipes the share.
    @TearDown
    public void close() {
        offered.close();
    }

    /// The opener's first step.
    @Benchmark
    public byte[] offer() {
        try (var fresh = suite.offer(RandomSource.SECURE)) {
            return fresh.share();
        }
    }

    /// The acceptor's only one.
    @Benchmark
    public byte[] answer() {
        AgreementSuite.Answered answered = suite.answer(offer, RandomSource.SECURE);
        answered.secret().close();
        return answered.share();
    }

    /// The opener's last one.
    @Benchmark
    public SharedSecret agree() {
        try (var secret = offered.agree(answer)) {
            return secret;
        }
    }
}
