package one.commserver.demo;

import one.commserver.client.Channel;
import one.commserver.client.ClientLink;
import one.commserver.client.pairing.InMemoryTrustStore;
import one.commserver.client.pairing.InviteLink;
import one.commserver.client.pairing.PairingClient;
import one.commserver.client.pairing.PairingEvent;
import one.commserver.client.pairing.Peer;
import one.commserver.client.peer.PeerConnection;
import one.commserver.client.peer.PeerSettings;
import one.commserver.crypto.SigningKey;
import one.commserver.demo.journal.Journal;
import one.commserver.demo.journal.Step;
import one.commserver.demo.journal.Step.Budget;
import one.commserver.protocol.ConnectionKind;

import reactor.core.publisher.Mono;

import java.time.Clock;
import java.time.Duration;

/// A invites B by a link; B checks it, calls A, both agree on keys and become peers.
///
/// Spec: chapters 7 and 8.
///
/// @param server what the invite names
record Meeting(Journal journal, Arrival arrival, String server, Guest a, SigningKey keyA, Guest b, SigningKey keyB) {

    /// What two peers have when they have met.
    ///
    /// @param atA the connection to B, as A has it
    /// @param atB the same at the other end
    record Peers(PeerConnection atA, PeerConnection atB) {}

    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final String TRUST_LEVEL = "friend";
    private static final int HANDSHAKE_FRAMES = 3;

    Peers run() {
        long start = System.nanoTime();
        ClientLink linkA = arrival.of("A", a, ConnectionKind.DATA);
        var pairingA = new PairingClient(linkA, keyA, new InMemoryTrustStore(1), Clock.systemUTC());
        String text = journal.step("A makes an invite", Budget.NONE, step -> invite(step, pairingA, linkA));
        try (InviteLink link = journal.step("B checks the invite", Budget.NONE, step -> checked(step, text))) {
            journal.say("the invite names the server, so there is nothing to discover");
            ClientLink linkB = arrival.staying("B", b, ConnectionKind.DATA);
            var pairingB = new PairingClient(linkB, keyB, new InMemoryTrustStore(1), Clock.systemUTC());
            Channel[] channel =
                    journal.step(
                            "B calls A with the invite", Budget.NONE, step -> call(step, pairingB, link, linkA, linkB));
            Peers peers =
                    journal.step(
                            "A and B agree on keys", Budget.ENCRYPTION, step -> agree(step, channel[0], channel[1]));
            journal.step("B pairs with A", Budget.PAIRING, step -> pair(step, pairingA, pairingB, link, linkA, linkB));
            long met = System.nanoTime() - start;
            journal.step(
                    "all until A and B are peers",
                    Budget.ALL,
                    step -> {
                        step.took(Duration.ofNanos(met));
                        return step;
                    });
            return peers;
        }
    }

    private String invite(Step step, PairingClient pairing, ClientLink link) {
        step.expect("invite_created");
        int before = a.of(link).messages();
        try (InviteLink made = step.await(pairing.invite(server, LIFE, 1, TRUST_LEVEL), Guest.PATIENCE)) {
            step.messages("A", 2, a.of(link).messages() - before); // invite_create, invite_created
            step.note(made.text().length() + " characters, the secret behind the #");
            return made.text();
        }
    }

    private InviteLink checked(Step step, String text) {
        step.expect("a link whose form, signature and expiry are right");
        InviteLink link = InviteLink.parse(text, Clock.systemUTC().instant());
        step.same("inviter", keyA.identity(), link.invite().inviter().identity());
        step.same("server", server, link.invite().server());
        step.same("trust level", TRUST_LEVEL, link.invite().trustLevel());
        return link;
    }

    /// @return the channel's ends at A and at B
    private Channel[] call(Step step, PairingClient caller, InviteLink link, ClientLink linkA, ClientLink linkB) {
        step.expect("channel_opened");
        int beforeA = a.of(linkA).messages();
        int beforeB = b.of(linkB).messages();
        Mono<Channel> accepted = Arrival.accepting(linkA);
        Channel atB = step.await(caller.call(link), Guest.PATIENCE);
        Channel atA = step.await(accepted, Guest.PATIENCE);
        step.same("A hears from", keyB.identity(), atA.peer());
        step.messages("A", 2, a.of(linkA).messages() - beforeA); // channel_offer, channel_accept
        step.messages("B", 2, b.of(linkB).messages() - beforeB); // channel_open, channel_opened
        return new Channel[] {atA, atB};
    }

    private Peers agree(Step step, Channel atA, Channel atB) {
        step.expect("keys that both have confirmed");
        Peers peers =
                step.await(
                        Mono.zip(
                                PeerConnection.accept(atA, keyA, PeerSettings.of(Tour.INSTANCE).observer(a)),
                                PeerConnection.initiate(atB, keyB, PeerSettings.of(Tour.INSTANCE).observer(b)),
                                Peers::new),
                        Guest.PATIENCE);
        step.messages("B", HANDSHAKE_FRAMES, b.of(peers.atB()).frames()); // offer, params, confirm
        step.same("suite", peers.atA().suite(), peers.atB().suite());
        step.note(peers.atB().suite().wireName());
        return peers;
    }

    private Step pair(
            Step step,
            PairingClient inviter,
            PairingClient joiner,
            InviteLink link,
            ClientLink linkA,
            ClientLink linkB) {
        step.expect("pair_success, and a notice that A can verify");
        int beforeA = a.of(linkA).messages();
        int beforeB = b.of(linkB).messages();
        Mono<PairingEvent> told = inviter.events().next().cache();
        told.subscribe(event -> {}, failure -> {}); // it listens from now on; whoever waits for it hears of it
        Peer peer = step.await(joiner.pair(link), Guest.PATIENCE);
        PairingEvent event = step.await(told, Guest.PATIENCE);
        step.same("B's peer", keyA.identity(), peer.identity());
        boolean believed =
                event instanceof PairingEvent.PeerAdded(Peer added) && added.identity().equals(keyB.identity());
        step.check(believed, "A believes that B is its peer", String.valueOf(event));
        step.same("A's messages:", 1, a.of(linkA).messages() - beforeA); // pair_notice
        step.messages("B", 4, b.of(linkB).messages() - beforeB); // request, challenge, proof, success
        return step;
    }
}
