package one.commserver.crypto.agreement;

import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Optional;

/// How two sides agree on a secret: the first one offers a share, the other one answers with one. In order of
/// preference. Lengths are in bytes and exact.
///
/// Spec: chapter 8, suites.
public enum AgreementSuite {
    /// Both: safe as long as one of the two is. Shares are ML-KEM's key or ciphertext, then X25519's; so is the secret.
    X25519_ML_KEM_768(
            "x25519-ml-kem-768",
            MlKem768.KEY_LENGTH + X25519Share.LENGTH,
            MlKem768.CIPHERTEXT_LENGTH + X25519Share.LENGTH),

    /// RFC 7748 alone, which a quantum computer would break.
    X25519("x25519", X25519Share.LENGTH, X25519Share.LENGTH);

    private final String wireName;
    private final int offerLength;
    private final int answerLength;

    AgreementSuite(String wireName, int offerLength, int answerLength) {
        this.wireName = wireName;
        this.offerLength = offerLength;
        this.answerLength = answerLength;
    }

    /// The suite of that exact name, or empty.
    public static Optional<AgreementSuite> ofWireName(String name) {
        return Arrays.stream(values()).filter(suite -> suite.wireName.equals(name)).findAny();
    }

    /// Its name in messages.
    public String wireName() {
        return wireName;
    }

    /// Length of the share that is offered.
    public int offerLength() {
        return offerLength;
    }

    /// Length of the share that answers it.
    public int answerLength() {
        return answerLength;
    }

    /// A share to offer, for one use.
    public Offered offer(RandomSource random) {
        return new Offered(this, random);
    }

    /// Answers an offered share.
    ///
    /// @throws InvalidKeyShareException if it is none
    public Answered answer(byte[] offered, RandomSource random) {
        if (offered.length != offerLength) {
            throw new InvalidKeyShareException("a share of another length");
        }
        if (this == X25519) {
            try (var own = new X25519Share(random)) {
                return new Answered(own.publicKey(), new SharedSecret(own.agree(offered)));
            }
        }
        var kem = MlKem768.encapsulate(Arrays.copyOf(offered, MlKem768.KEY_LENGTH), random);
        try (var own = new X25519Share(random)) {
            byte[] agreed = own.agree(tail(offered));
            return new Answered(join(kem.ciphertext(), own.publicKey()), new SharedSecret(kem.secret(), agreed));
        } finally {
            Arrays.fill(kem.secret(), (byte) 0);
        }
    }

    private static byte[] tail(byte[] share) {
        return Arrays.copyOfRange(share, share.length - X25519Share.LENGTH, share.length);
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    /// The answer and what was agreed by it.
    ///
    /// @param secret belongs to the reader, who closes it
    @SuppressWarnings("ArrayRecordComponent") // on its way into a message; nobody compares it
    public record Answered(byte[] share, SharedSecret secret) {}

    /// The private half of an offered share. Closed when it was used, and when it wasn't.
    public static final class Offered implements AutoCloseable {

        private final AgreementSuite suite;
        private final @Nullable MLKEMPrivateKeyParameters kem;
        private final X25519Share curve;

        private Offered(AgreementSuite suite, RandomSource random) {
            this.suite = suite;
            this.kem = suite == X25519_ML_KEM_768 ? MlKem768.generate(random) : null;
            this.curve = new X25519Share(random);
        }

        /// Which suite it is of.
        public AgreementSuite suite() {
            return suite;
        }

        /// What to send.
        public byte[] share() {
            return kem == null ? curve.publicKey() : join(kem.getPublicKey(), curve.publicKey());
        }

        /// What is agreed by the other side's answer.
        ///
        /// @throws InvalidKeyShareException if that is none
        public SharedSecret agree(byte[] answer) {
            if (answer.length != suite.answerLength) {
                throw new InvalidKeyShareException("a share of another length");
            }
            byte[] agreed = curve.agree(tail(answer));
            return kem == null
                    ? new SharedSecret(agreed)
                    : new SharedSecret(
                            MlKem768.decapsulate(kem, Arrays.copyOf(answer, MlKem768.CIPHERTEXT_LENGTH)), agreed);
        }

        @Override
        public void close() {
            curve.close();
            if (kem != null) {
                kem.destroy();
            }
        }

        /// Shows nothing but the suite.
        @Override
        public String toString() {
            return "Offered[" + suite.wireName + "]";
        }
    }
}
