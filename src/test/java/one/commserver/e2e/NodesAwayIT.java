package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.protocol.ChannelMessage.ChannelResumed;
import one.commserver.protocol.ChannelMessage.ChannelSummary;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;
import one.commserver.registry.Registration;
import one.commserver.registry.Registry;
import one.commserver.registry.RegistryUnavailableException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Chapter 13: while Redis is away a client goes on at the node where it was.
@Timeout(120)
class NodesAwayIT {

    @RegisterExtension final Nodes nodes = Nodes.open(2);

    @Test
    void aClientGoesOnWhereItWasAndNowhereElse() {
        Joined pair = Joined.of(nodes.join(0), nodes.join(0));
        pair.works();
        long known = epoch(pair.opener());
        nodes.redis.kill();
        pair.works();

        pair.opener().cut();
        pair = back(pair, 2, 14, 16);
        pair.works();
        unavailable(1, pair.opener().who().session(pair.opener().token()));
        unavailable(0, pair.opener().who().session("guessed"));
        unavailable(0, Who.anybody());
        pair.opener().cut();
        pair = back(pair, 3, 21, 24);
        pair.works();

        nodes.restartRedis();
        Joined last = pair;
        // what the node has decided alone is written down
        await().atMost(RawClient.DEADLINE)
                .ignoreExceptionsInstanceOf(RegistryUnavailableException.class)
                .until(() -> epoch(last.opener()) > known);
        last.works();
        // the nodes find each other again a moment later, until then nobody can be reached; who is asked in vain may
        // hear of it later, so each attempt asks somebody else
        await().atMost(RawClient.DEADLINE.multipliedBy(3))
                .untilAsserted(() -> Joined.of(nodes.join(1), nodes.join(0)).works());
        Joined.of(nodes.join(1), last.opener()).works();
        // it was written down what it has
        nodes.awaitWritten(last.opener(), 2);
        RawClient elsewhere = nodes.back(1, last.opener());
        assertThat(elsewhere.hello().resumed()).isTrue();
        assertThat(elsewhere.hello().channels()).extracting(ChannelSummary::channel).contains(last.here());
        last.opener().closed(CloseReason.REPLACED);
    }

    /// As Redis knows it; zero while it is found nowhere.
    private long epoch(RawClient client) {
        Registry registry = nodes.node(1).context().getBean(Registry.class);
        return registry.find(client.identity()).block(RawClient.DEADLINE).stream()
                .mapToLong(Registration::epoch)
                .max()
                .orElse(0);
    }

    private Joined back(Joined before, int generation, long openerHas, long acceptorHas) {
        before.acceptor().interrupted(before.there(), generation);
        RawClient again = nodes.back(0, before.opener());
        assertThat(again.hello().resumed()).isTrue();
        assertThat(again.hello().channels())
                .containsExactly(
                        new ChannelSummary(
                                before.here(),
                                before.acceptor().identity(),
                                ChannelSummary.State.INTERRUPTED,
                                generation));
        again.resume(before.here(), generation, openerHas);
        before.acceptor().resume(before.there(), generation, acceptorHas);
        assertThat(again.message(ChannelResumed.class).received()).isEqualTo(acceptorHas);
        assertThat(before.acceptor().message(ChannelResumed.class).received()).isEqualTo(openerHas);
        return new Joined(again, before.here(), before.acceptor(), before.there());
    }

    private void unavailable(int number, Who who) {
        try (var client = RawClient.dial(new RawSocket.Dial(nodes.node(number).port()))) {
            var login = new Login(client, who);
            login.auth();
            login.respond(login.challenge());
            assertThat(client.error(ErrorCode.UNAVAILABLE).retryAfterMs()).isPositive();
        }
    }
}
