package one.commserver.session.one;

import static one.commserver.testing.Simultaneously.simultaneously;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import one.commserver.crypto.box.BoxChallenge;
import one.commserver.crypto.box.BoxKey;
import one.commserver.crypto.box.BoxKeyPair;
import one.commserver.crypto.box.BoxOpeningException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/// A challenge is wiped on every way out. One that is wiped takes no answer, which shows it.
class PendingChallengeTest {

    private final BoxKeyPair server = BoxKeyPair.generate();
    private final BoxKeyPair client = BoxKeyPair.generate();
    private final BoxKey shared = client.agree(server.publicKey());
    private final BoxChallenge challenge = BoxChallenge.issue(server.agree(client.publicKey()));
    private final byte[] answer = BoxChallenge.answer(shared, challenge.challenge());
    private final PendingChallenge pending = new PendingChallenge();

    @AfterEach
    void close() {
        challenge.close();
        shared.close();
        client.close();
        server.close();
    }

    @Test
    void whatIsKeptIsWhatWasMade() {
        assertThat(pending.keep(challenge)).isEqualTo(challenge.challenge());
        assertThat(challenge.isAnsweredBy(answer)).isTrue();
    }

    @Test
    void itIsWipedBehindARightAnswer() {
        pending.keep(challenge);

        assertThat(pending.check(answer)).contains(true);

        assertWiped();
    }

    @Test
    void itIsWipedBehindAWrongAnswer() {
        pending.keep(challenge);

        assertThat(pending.check(shared.sealWithNonce(new byte[64]))).contains(false);

        assertWiped();
    }

    @Test
    void itIsWipedBehindAnAnswerThatDoesNotOpen() {
        pending.keep(challenge);

        assertThatExceptionOfType(BoxOpeningException.class).isThrownBy(() -> pending.check(new byte[104]));

        assertWiped();
    }

    @Test
    void itIsWipedWhenTheClientLeaves() {
        pending.keep(challenge);

        pending.close();

        assertWiped();
    }

    /// The answer came, but its turn hasn't.
    @Test
    void whoLeavesBetweenAnswerAndCheckIsNotChecked() {
        pending.keep(challenge);
        pending.close();

        assertThat(pending.check(answer)).isEmpty();

        assertWiped();
    }

    @Test
    void whoLeavesBeforeItIsMadeLeavesNoneBehind() {
        pending.close();

        pending.keep(challenge);

        assertWiped();
        assertThat(pending.check(answer)).isEmpty();
    }

    @Test
    void itIsCheckedOnce() {
        pending.keep(challenge);
        pending.check(answer);

        assertThat(pending.check(answer)).isEmpty();
    }

    @RepeatedTest(50)
    void whoLeavesAtTheVeryMomentOfAnythingElseLeavesNoneBehind() throws Exception {
        simultaneously(
                3,
                i -> {
                    switch (i) {
                        case 0 -> pending.keep(challenge);
                        case 1 -> pending.check(answer);
                        default -> pending.close();
                    }
                    return i;
                });

        assertWiped();
    }

    private void assertWiped() {
        assertThatIllegalStateException().isThrownBy(() -> challenge.isAnsweredBy(answer));
    }
}
