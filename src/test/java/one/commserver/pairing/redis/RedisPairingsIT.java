package one.commserver.pairing.redis;

import static one.commserver.pairing.PairingScene.anybody;
import static one.commserver.pairing.PairingScene.get;
import static one.commserver.testing.Simultaneously.simultaneously;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;

import one.commserver.crypto.Identity;
import one.commserver.pairing.PairingListener;
import one.commserver.pairing.PairingProperties;
import one.commserver.pairing.PairingScene;
import one.commserver.pairing.Pairings;
import one.commserver.pairing.PairingsContract;
import one.commserver.pairing.Redemption;
import one.commserver.protocol.invite.Invite;
import one.commserver.redis.OwnRedis;
import one.commserver.redis.TestRedis;
import one.commserver.registry.RegistryUnavailableException;
import one.commserver.registry.TestTime;
import one.commserver.testing.RedisServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Invites and pairings in Redis are what they are everywhere, for all nodes, and outlive it.
@Timeout(120)
class RedisPairingsIT implements PairingsContract {

    @RegisterExtension static final OwnRedis<RedisServer> REDIS = OwnRedis.single();

    private record Node(RedisPairings pairings, PairScripts pairs) {

        static Node of(TestRedis redis, int most, TestTime time) {
            var pairs = new PairScripts(redis.redis, most, time::micros);
            return new Node(new RedisPairings(new InviteScripts(redis.redis, time::micros), pairs, most), pairs);
        }
    }

    /// Two nodes and what their clients share.
    private final class Nodes {
        final PairingScene scene = new PairingScene(RedisPairingsIT.this);
        final Node other = Node.of(REDIS.other(), PairingScene.MOST_PAIRINGS, scene.time);
    }

    @Override
    public Pairings pairings(PairingProperties properties, TestTime time) {
        return Node.of(REDIS.one(), properties.pairingsPerIdentity(), time).pairings();
    }

    @Test
    void ofManyWhoRaceForOneUseOnTwoNodesExactlyOneWins() throws Exception {
        var nodes = new Nodes();
        Invite invite = nodes.scene.registered(1);
        List<Identity> joiners = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            joiners.add(anybody());
        }

        List<Redemption> outcomes =
                simultaneously(
                        100,
                        i -> {
                            Pairings node = i % 2 == 0 ? nodes.scene.pairings : nodes.other.pairings();
                            return get(node.redeem(PairingScene.claim(invite.id(), nodes.scene.me(), joiners.get(i))));
                        });

        assertThat(outcomes.stream().filter(Redemption.Paired.class::isInstance)).hasSize(1);
        assertThat(outcomes.stream().filter(Redemption.Refused.USED_UP::equals)).hasSize(99);
        assertThat(get(nodes.other.pairings().peers(nodes.scene.me()))).hasSize(1);
        long winners = 0;
        for (Identity joiner : joiners) {
            winners += get(nodes.other.pairings().pairings(joiner, null)).elements().size();
        }
        assertThat(winners).isEqualTo(1);
    }

    @Test
    void whatOneNodeRevokesTheOtherRefuses() {
        var nodes = new Nodes();
        Invite invite = nodes.scene.registered(5);
        Identity joiner = anybody();
        nodes.scene.paired(invite, joiner);

        assertThat(get(nodes.other.pairings().arePaired(joiner, nodes.scene.me()))).isTrue();
        assertThat(get(nodes.other.pairings().unpair(joiner, nodes.scene.me()))).isTrue();
        assertThat(get(nodes.other.pairings().revoke(nodes.scene.me(), invite.id()))).isTrue();

        assertThat(nodes.scene.arePaired(nodes.scene.me(), joiner)).isFalse();
        assertThat(nodes.scene.redeem(invite, anybody())).isEqualTo(Redemption.Refused.REVOKED);
    }

    /// All share the connection's thread.
    @Test
    void nobodyIsAnsweredOnAThreadOfTheConnection() {
        var scene = new PairingScene(this);
        Invite invite = scene.registered(2);
        Identity joiner = anybody();

        for (Mono<?> step :
                List.of(
                        scene.pairings.register(invite),
                        scene.pairings.invites(scene.me(), null),
                        scene.pairings.usesLeft(invite.id(), scene.me(), joiner),
                        scene.pairings.redeem(PairingScene.claim(invite.id(), scene.me(), joiner)),
                        scene.pairings.pairings(joiner, null),
                        scene.pairings.peers(joiner),
                        scene.pairings.arePaired(joiner, scene.me()),
                        scene.pairings.unpair(joiner, scene.me()),
                        scene.pairings.revoke(scene.me(), invite.id()))) {
            String thread = get(step.map(any -> Thread.currentThread().getName()));
            assertThat(thread).startsWith("parallel-");
        }
    }

    @Test
    void theOtherNodeHearsOfPairings() {
        var nodes = new Nodes();
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        var listener =
                new PairingListener() {
                    @Override
                    public void paired(Identity one, Identity other) {
                        heard.add("paired " + one.wire() + ' ' + other.wire());
                    }

                    @Override
                    public void parted(Identity one, Identity other) {
                        heard.add("parted " + one.wire() + ' ' + other.wire());
                    }
                };
        new PairingNews(REDIS.other().redis, listener).check().block(PairingScene.LONG_ENOUGH);
        Identity joiner = anybody();
        nodes.scene.paired(nodes.scene.registered(1), joiner);
        get(nodes.scene.pairings.unpair(joiner, nodes.scene.me()));

        String both = nodes.scene.me().wire() + ' ' + joiner.wire();
        await().atMost(PairingScene.LONG_ENOUGH)
                .untilAsserted(() -> assertThat(heard).containsExactly("paired " + both, "parted " + both));
    }

    @Test
    void whoMakesAndRevokesInvitesWithoutEndLeavesABoundedNumberOfKeys() {
        var scene = new PairingScene(this);
        long before = keys();
        for (int i = 0; i < 1000; i++) {
            get(scene.pairings.revoke(scene.me(), scene.registered(1).id()));
        }

        // an invite and whose id it is, for each that is remembered and for the last one; what is left is the inviter's
        assertThat(keys() - before).isLessThanOrEqualTo(2 * (Pairings.MAX_REMEMBERED_INVITES + 1) + 2);
    }

    private static long keys() {
        return get(REDIS.one().redis.command("dbsize", RedisClusterAsyncCommands::dbsize));
    }

    /// The node is gone between the decision and what follows.
    @Test
    void whatWasDecidedIsFoundAlsoWhenNobodySettledIt() {
        var nodes = new Nodes();
        Invite invite = nodes.scene.registered(1);
        Identity joiner = anybody();
        var claim = PairingScene.claim(invite.id(), nodes.scene.me(), joiner);
        var reservation = get(nodes.other.pairs().reserve(joiner, nodes.scene.me(), "mark"));
        get(nodes.other.pairs().redeem(claim, reservation));

        assertThat(nodes.scene.arePaired(joiner, nodes.scene.me())).isTrue();
        assertThat(get(nodes.scene.pairings.peers(joiner))).containsExactly(nodes.scene.me());
        assertThat(get(nodes.scene.pairings.pairings(joiner, null)).elements()).hasSize(1);
        assertThat(get(nodes.other.pairs().list(joiner, -1, 9)).attempts()).isEmpty();
    }

    /// The node is gone before the decision.
    @Test
    void whatWasNeverDecidedIsForgottenWhenItCannotBeAnyMore() {
        var nodes = new Nodes();
        Invite invite = nodes.scene.registered(1);
        Identity joiner = anybody();
        var reservation = get(nodes.other.pairs().reserve(joiner, nodes.scene.me(), "mark"));

        assertThat(get(nodes.scene.pairings.peers(joiner))).isEmpty();
        assertThat(get(nodes.other.pairs().list(joiner, -1, 9)).attempts()).hasSize(1);
        nodes.scene.time.advance(Duration.ofSeconds(91));
        assertThat(get(nodes.scene.pairings.peers(joiner))).isEmpty();
        assertThat(get(nodes.other.pairs().list(joiner, -1, 9)).attempts()).isEmpty();
        var claim = PairingScene.claim(invite.id(), nodes.scene.me(), joiner);
        assertThat(get(nodes.other.pairs().redeem(claim, reservation))).isInstanceOf(PairScripts.Decided.Late.class);
        nodes.scene.paired(invite, anybody());
    }

    /// The node is gone between the end of a pairing and what follows.
    @Test
    void whatHasEndedIsNotFoundAndTakesNoRoomAlsoWhenNobodyForgotIt() {
        var nodes = new Nodes();
        Invite invite = nodes.scene.registered(1);
        Identity joiner = anybody();
        nodes.scene.paired(invite, joiner);
        get(nodes.other.pairs().part(nodes.scene.me(), joiner));
        assertThat(get(nodes.other.pairs().list(joiner, -1, 9)).members()).hasSize(1);

        assertThat(nodes.scene.arePaired(joiner, nodes.scene.me())).isFalse();
        assertThat(get(nodes.scene.pairings.pairings(joiner, null)).elements()).isEmpty();
        assertThat(get(nodes.other.pairs().list(joiner, -1, 9)).members()).isEmpty();
    }

    @Test
    void whatWasAcknowledgedOutlivesAKilledRedis() {
        try (var mortal = RedisServer.start("--appendfsync", "always");
                var redis = TestRedis.at(mortal)) {
            var scene =
                    new PairingScene(
                            (properties, time) -> Node.of(redis, properties.pairingsPerIdentity(), time).pairings());
            Invite invite = scene.registered(1);
            Invite revoked = scene.registered(5);
            Identity joiner = anybody();
            Identity parted = anybody();
            scene.paired(revoked, parted);
            get(scene.pairings.revoke(scene.me(), revoked.id()));
            get(scene.pairings.unpair(scene.me(), parted));
            scene.paired(invite, joiner);

            mortal.kill();
            assertThatThrownBy(() -> scene.arePaired(joiner, scene.me()))
                    .isInstanceOf(RegistryUnavailableException.class);
            assertThatThrownBy(() -> scene.redeem(invite, anybody())).isInstanceOf(RegistryUnavailableException.class);
            mortal.restart();

            await().atMost(PairingScene.LONG_ENOUGH)
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(scene.arePaired(joiner, scene.me())).isTrue());
            assertThat(scene.redeem(invite, anybody())).isEqualTo(Redemption.Refused.USED_UP);
            assertThat(scene.redeem(revoked, anybody())).isEqualTo(Redemption.Refused.REVOKED);
            assertThat(scene.arePaired(parted, scene.me())).isFalse();
            assertThat(get(scene.pairings.pairings(joiner, null)).elements()).hasSize(1);
        }
    }

    @Test
    void aFullRedisTakesNothingNewAndLetsNobodyInWhoWasShownOut() {
        var nodes = new Nodes();
        Invite invite = nodes.scene.registered(5);
        Identity joiner = anybody();
        nodes.scene.paired(invite, joiner);
        try {
            assertThat(REDIS.server().ask("CONFIG SET maxmemory 1")).startsWith("+OK");

            Invite another = nodes.scene.invite(1);
            assertThatThrownBy(() -> nodes.scene.register(another)).isInstanceOf(RegistryUnavailableException.class);
            assertThatThrownBy(() -> nodes.scene.redeem(invite, anybody()))
                    .isInstanceOf(RegistryUnavailableException.class);
            assertThat(nodes.scene.arePaired(joiner, nodes.scene.me())).isTrue();
            assertThat(get(nodes.scene.pairings.revoke(nodes.scene.me(), invite.id()))).isTrue();
            assertThat(get(nodes.scene.pairings.unpair(joiner, nodes.scene.me()))).isTrue();
            assertThat(nodes.scene.arePaired(joiner, nodes.scene.me())).isFalse();
        } finally {
            assertThat(REDIS.server().ask("CONFIG SET maxmemory 0")).startsWith("+OK");
        }
        assertThat(nodes.scene.redeem(invite, anybody())).isEqualTo(Redemption.Refused.REVOKED);
    }

    @Test
    void withoutAReplicasConfirmationNothingIsAcknowledged() {
        try (var redis = TestRedis.with(TestRedis.properties(REDIS.server().url(), null, Duration.ofMillis(300), 1))) {
            var scene =
                    new PairingScene(
                            (properties, time) -> Node.of(redis, properties.pairingsPerIdentity(), time).pairings());
            Invite invite = scene.invite(1);

            assertThatThrownBy(() -> scene.register(invite)).isInstanceOf(RegistryUnavailableException.class);
            assertThatThrownBy(() -> scene.redeem(invite, anybody())).isInstanceOf(RegistryUnavailableException.class);
            assertThatThrownBy(() -> get(scene.pairings.unpair(scene.me(), anybody())))
                    .isInstanceOf(RegistryUnavailableException.class);
        }
    }
}
