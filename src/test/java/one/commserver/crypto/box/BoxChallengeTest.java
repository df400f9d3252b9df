package one.commserver.crypto.box;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;

/// Challenge and answer as in the golden vector, and answers that are none.
class BoxChallengeTest {

    private final BoxKeyPair server = Registration.server();
    private final BoxKeyPair client = Registration.client();
    private final BoxKey key = client.agree(server.publicKey());
    private final BoxChallenge challenge = BoxChallenge.issue(server.agree(client.publicKey()));

    @AfterEach
    void close() {
        challenge.close();
        key.close();
        client.close();
        server.close();
    }

    @Test
    void theChallengeIsTheVectors() {
        try (BoxChallenge vectors = vectors()) {
            assertThat(vectors.challenge()).isEqualTo(Registration.bytes("challenge"));
        }
    }

    @Test
    void theAnswerIsTheVectors() {
        byte[] answer = BoxChallenge.answer(key, Registration.bytes("challenge"), Registration.bytes("answer_nonce"));

        assertThat(answer).isEqualTo(Registration.bytes("answer"));
    }

    @Test
    void theVectorsAnswerIsTaken() {
        try (BoxChallenge vectors = vectors()) {
            assertThat(vectors.isAnsweredBy(Registration.bytes("answer"))).isTrue();
        }
    }

    @Test
    void theOwnerOfTheKeyAnswers() {
        byte[] answer = BoxChallenge.answer(key, challenge.challenge());

        assertThat(answer).hasSize(BoxChallenge.LENGTH);
        assertThat(challenge.isAnsweredBy(answer)).isTrue();
    }

    @Test
    void noChallengeComesTwice() {
        try (BoxChallenge other = BoxChallenge.issue(server.agree(client.publicKey()))) {
            assertThat(other.challenge()).hasSize(BoxChallenge.LENGTH).isNotEqualTo(challenge.challenge());
            assertThat(key.openWithNonce(other.challenge())).isNotEqualTo(key.openWithNonce(challenge.challenge()));
        }
    }

    @Test
    void theChallengeItselfIsNoAnswer() {
        assertThat(challenge.isAnsweredBy(challenge.challenge())).isFalse();
    }

    @Test
    void theSecretSealedAnewIsNoAnswer() {
        byte[] secret = key.openWithNonce(challenge.challenge());

        assertThat(challenge.isAnsweredBy(key.sealWithNonce(secret))).isFalse();
    }

    @Test
    void anAnswerToAnotherChallengeIsNone() {
        try (BoxChallenge other = BoxChallenge.issue(server.agree(client.publicKey()))) {
            assertThat(challenge.isAnsweredBy(BoxChallenge.answer(key, other.challenge()))).isFalse();
        }
    }

    @Test
    void oneWrongBitIsNoAnswer() {
        for (int bit = 0; bit < 512; bit++) {
            byte[] wrong = key.openWithNonce(BoxChallenge.answer(key, challenge.challenge()));
            wrong[bit / 8] ^= (byte) (1 << (bit % 8));

            assertThat(challenge.isAnsweredBy(key.sealWithNonce(wrong))).as("bit %d", bit).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 63, 65})
    void anotherLengthIsNoAnswer(int length) {
        byte[] right = key.openWithNonce(BoxChallenge.answer(key, challenge.challenge()));

        assertThat(challenge.isAnsweredBy(key.sealWithNonce(Arrays.copyOf(right, length)))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 39, 40, 104, 200})
    void garbageDoesNotOpen(int length) {
        assertThatExceptionOfType(BoxOpeningException.class).isThrownBy(() -> challenge.isAnsweredBy(new byte[length]));
    }

    @Test
    void aStrangersAnswerDoesNotOpen() {
        try (BoxKeyPair stranger = BoxKeyPair.generate();
                BoxKey strangers = stranger.agree(server.publicKey())) {
            byte[] right = key.openWithNonce(BoxChallenge.answer(key, challenge.challenge()));

            assertThatExceptionOfType(BoxOpeningException.class)
                    .isThrownBy(() -> challenge.isAnsweredBy(strangers.sealWithNonce(right)));
        }
    }

    /// Else somebody could have other things complemented.
    @ParameterizedTest
    @ValueSource(ints = {0, 32, 63, 65})
    void onlyAChallengeIsAnswered(int length) {
        byte[] other = key.sealWithNonce(new byte[length]);

        assertThatExceptionOfType(BoxOpeningException.class).isThrownBy(() -> BoxChallenge.answer(key, other));
    }

    @Test
    void aChallengeThatWasChangedIsNotAnswered() {
        byte[] changed = challenge.challenge();
        changed[103] ^= 1;

        assertThatExceptionOfType(BoxOpeningException.class).isThrownBy(() -> BoxChallenge.answer(key, changed));
    }

    @Test
    void aClosedChallengeTakesNoAnswer() {
        byte[] answer = BoxChallenge.answer(key, challenge.challenge());
        challenge.close();

        assertThatIllegalStateException().isThrownBy(() -> challenge.isAnsweredBy(answer));
    }

    private BoxChallenge vectors() {
        return BoxChallenge.issue(
                server.agree(client.publicKey()), Registration.bytes("secret"), Registration.bytes("challenge_nonce"));
    }
}
