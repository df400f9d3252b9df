package one.commserver.soak.load;

import one.commserver.client.ClientLink;
import one.commserver.client.CommClient;
import one.commserver.client.discovery.DiscoveryClient;
import one.commserver.client.discovery.Found;
import one.commserver.client.discovery.PresenceChange;
import one.commserver.client.pairing.InMemoryTrustStore;
import one.commserver.client.pairing.InviteLink;
import one.commserver.client.pairing.PairingClient;
import one.commserver.client.sync.Content;
import one.commserver.client.sync.Letter;
import one.commserver.client.sync.Recipient;
import one.commserver.client.sync.SealingKeys;
import one.commserver.client.sync.SyncReceiver;
import one.commserver.client.sync.SyncSender;
import one.commserver.crypto.SigningKey;
import one.commserver.crypto.sealing.SealingKeyPair;
import one.commserver.crypto.sealing.SealingPublicKey;
import one.commserver.crypto.sealing.SealingSuite;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.DiscoveryMessage.Endpoint;
import one.commserver.protocol.DiscoveryMessage.Transport;

import reactor.core.publisher.Mono;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

/// Somebody who meets a stranger by an invite; they find each other, leave something for each other, and part for good.
/// The next time it is another stranger. The inviter stays the same one, as invites are remembered for a day behind
/// their end, and only so many of each inviter.
final class Friends implements Actor {

    private static final Clock CLOCK = Clock.systemUTC();
    private static final int LARGE = 600_000;

    /// Short, as what is told for so long outlives those who have told it.
    private static final Duration LIFE = Duration.ofSeconds(30);

    private final int port;
    private final SigningKey alice = Clients.key();
    private long steps;

    Friends(int port) {
        this.port = port;
    }

    @Override
    public void step() throws Exception {
        steps++;
        SigningKey bob = Clients.key();
        CommClient hers = Clients.client(alice, port, "phone");
        CommClient his = Clients.client(bob, port, "desk");
        ClientLink inviter = Clients.get(hers.connect(ConnectionKind.CONTROL));
        ClientLink joiner = Clients.get(his.connect(ConnectionKind.CONTROL));
        PairingClient pairing = pairing(inviter, alice);
        try (SealingKeyPair keys = SealingKeyPair.generate(SealingSuite.X25519);
                SealingKeyPair hisKeys = SealingKeyPair.generate(SealingSuite.X25519)) {
            pair(pairing, pairing(joiner, bob));
            SealingPublicKey key = announce(inviter, joiner, bob, keys.publicKey());
            leave(new SyncSender(joiner, bob, CLOCK), new Recipient(alice.identity(), key));
            fetch(inviter, bob, keys);
            leave(new SyncSender(inviter, alice, CLOCK), new Recipient(bob.identity(), hisKeys.publicKey()));
            fetch(joiner, alice, hisKeys);
            Clients.run(pairing.unpair(bob.identity()));
        } finally {
            Clients.run(Mono.when(hers.close(), his.close()));
        }
    }

    private static PairingClient pairing(ClientLink link, SigningKey key) {
        return new PairingClient(link, key, new InMemoryTrustStore(10), CLOCK);
    }

    private void pair(PairingClient inviter, PairingClient joiner) {
        // one that nobody takes is revoked, and nothing stays of it
        try (InviteLink taken = Clients.get(inviter.invite(Clients.url(port), Duration.ofHours(1), 1, "friend"));
                InviteLink left = Clients.get(inviter.invite(Clients.url(port), Duration.ofHours(1), 3, "friend"))) {
            Clients.get(joiner.pair(taken));
            Clients.run(inviter.revokeInvite(left.invite().id()));
        }
        check("a pairing", Clients.get(inviter.catchUp()).added().size() == 1);
    }

    private SealingPublicKey announce(ClientLink inviter, ClientLink joiner, SigningKey bob, SealingPublicKey key) {
        var discovery = new DiscoveryClient(inviter, alice, CLOCK);
        Clients.get(discovery.publish(key, LIFE));
        Clients.get(
                discovery.announce(
                        List.of(new Endpoint(Transport.WEBSOCKET, "wss://peer-" + steps + ".example.org", null)),
                        LIFE));
        Found found = Clients.get(new DiscoveryClient(joiner, bob, CLOCK).find(alice.publicKey()));
        check("an announcement", found.online() && found.endpoints().size() == 1);
        List<PresenceChange> present =
                Clients.get(
                        DiscoveryClient.presence(joiner)
                                .takeUntil(change -> change instanceof PresenceChange.Complete)
                                .collectList());
        check("presence", present.contains(new PresenceChange.Peer(alice.identity(), true)));
        return found.sealingKey().orElseThrow().key();
    }

    private static void leave(SyncSender sender, Recipient recipient) {
        Clients.run(
                sender.leaveAll(
                        recipient, List.of(new Letter("a", content("a", 100)), new Letter("b", content("b", 5_000)))));
        Clients.run(sender.leave(recipient, "c", Content.of(content("c", LARGE))));
    }

    private static void fetch(ClientLink link, SigningKey sender, SealingKeyPair keys) {
        var pile = new Pile();
        var receiver =
                new SyncReceiver(
                        link,
                        from -> Mono.just(from).filter(sender.identity()::equals).map(same -> sender.publicKey()),
                        SealingKeys.of(keys),
                        pile);
        long parts = Clients.get(receiver.fetch());
        check("the number of parts", parts == pile.parts());
        check("what was left", pile.matches("a", content("a", 100)));
        check("what was left", pile.matches("b", content("b", 5_000)));
        check("what was left", pile.matches("c", content("c", LARGE)));
        check("something twice", Clients.get(receiver.fetch()) == 0);
    }

    private static byte[] content(String id, int size) {
        return new Stream(id.hashCode()).next(size).array();
    }

    private static void check(String what, boolean holds) {
        if (!holds) {
            throw new IllegalStateException(what + " isn't as it should be");
        }
    }
}
