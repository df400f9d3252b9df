package one.commserver.e2e;

import static one.commserver.e2e.Pilot.talk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Chapter 8: one half of a channel doesn't hear what the other one tells, and neither notices.
@Timeout(120)
class NodesDeafIT {

    private static final Meddling meddling = new Meddling();
    @RegisterExtension static final Nodes nodes = Nodes.open(1);

    @BeforeAll
    static void addTheOneThatIsMeddledWith() {
        nodes.add(meddling);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void howFarOneHasComeGetsLost(int times) {
        goesOn(() -> meddling.lose(times), () -> {});
    }

    @Test
    void howFarOneHasComeCannotBeTold() {
        goesOn(() -> meddling.refuse(3), () -> {});
    }

    @Test
    void theRegistryKnowsOfAnEpochOfWhichTheOtherNodeDoesNot() {
        goesOn(() -> meddling.misread(1), () -> await().until(meddling::isDone));
    }

    /// The opener has answered the break when the acceptor comes back.
    private void goesOn(Runnable meddles, Runnable waits) {
        Joined pair = Joined.of(nodes.join(0), nodes.join(1)).settled();
        try (var opener = new Pilot(pair.opener(), pair.here());
                var acceptor = new Pilot(pair.acceptor(), pair.there())) {
            talk(opener, acceptor);
            meddles.run();
            pair.acceptor().cut();
            opener.say(20);
            waits.run();
            acceptor.back(nodes.back(1, pair.acceptor()));
            talk(opener, acceptor);
            assertThat(meddling.isDone()).isTrue();
        }
    }
}
