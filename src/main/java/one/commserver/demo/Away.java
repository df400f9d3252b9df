package one.commserver.demo;

import one.commserver.client.ClientLink;
import one.commserver.client.ClientSession;
import one.commserver.client.discovery.DiscoveryClient;
import one.commserver.client.discovery.Found;
import one.commserver.client.discovery.PresenceChange;
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
import one.commserver.demo.journal.Journal;
import one.commserver.demo.journal.Step;
import one.commserver.demo.journal.Step.Budget;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.DiscoveryMessage.Endpoint;
import one.commserver.protocol.DiscoveryMessage.Transport;
import one.commserver.protocol.SyncMessage.ObjectStatus;
import one.commserver.terminal.Text;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// A finds B, sees it leave, and leaves things for it, which B finds when it is back.
///
/// Spec: chapters 6 and 9.
record Away(Journal journal, Arrival arrival, String server, Guest a, SigningKey keyA, Guest b, SigningKey keyB) {

    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final int NOTES = 40;
    private static final String PICTURE = "picture";
    private static final int PICTURE_SIZE = 3 * 512 * 1024;

    void run() {
        ClientLink linkA = arrival.of("A again", a, ConnectionKind.CONTROL);
        ClientSession sessionB = b.session(ConnectionKind.DATA);
        try (SealingKeyPair sealing = SealingKeyPair.generate(SealingSuite.X25519)) {
            journal.step(
                    "B announces itself and a sealing key", Budget.NONE, step -> announce(step, sessionB, sealing));
            Found found = journal.step("A announces itself and finds B", Budget.DISCOVERY, step -> find(step, linkA));
            journal.step("A sees B, and sees it leave", Budget.NONE, step -> leave(step, linkA, sessionB));
            var toB = new Recipient(keyB.identity(), found.sealingKey().orElseThrow().key());
            var sender = new SyncSender(linkA, keyA, Clock.systemUTC());
            journal.step("A leaves notes and a picture for B", Budget.NONE, step -> put(step, sender, toB, linkA));
            ClientLink linkB = arrival.of("B again", b, ConnectionKind.DATA);
            journal.step("B fetches what was left", Budget.SYNC, step -> fetch(step, linkB, sealing));
            journal.step("A is told that B has it", Budget.NONE, step -> told(step, sender));
        }
    }

    private Step announce(Step step, ClientSession session, SealingKeyPair sealing) {
        step.expect("announced, key_published");
        var discovery = new DiscoveryClient(session, keyB, Clock.systemUTC());
        step.await(discovery.announce(relay(), LIFE), Guest.PATIENCE);
        step.await(discovery.publish(sealing.publicKey(), LIFE), Guest.PATIENCE);
        return step;
    }

    private Found find(Step step, ClientLink link) {
        step.expect("endpoints, with a sealing key that B has signed");
        int before = a.of(link).messages();
        var discovery = new DiscoveryClient(link, keyA, Clock.systemUTC());
        step.await(discovery.announce(relay(), LIFE), Guest.PATIENCE);
        Found found = step.await(discovery.find(keyB.publicKey()), Guest.PATIENCE);
        step.messages("A", 4, a.of(link).messages() - before); // announce, announced, discover, endpoints
        step.same("B is online:", true, found.online());
        step.same("B's endpoints:", 1, found.endpoints().size());
        step.same("a sealing key:", true, found.sealingKey().isPresent());
        return found;
    }

    private List<Endpoint> relay() {
        return List.of(new Endpoint(Transport.RELAY, server, null));
    }

    private Step leave(Step step, ClientLink link, ClientSession session) {
        step.expect("presence");
        Flux<PresenceChange> changes = DiscoveryClient.presence(link).replay().autoConnect();
        var there = new PresenceChange.Peer(keyB.identity(), true);
        var gone = new PresenceChange.Peer(keyB.identity(), false);
        step.same(
                "first",
                List.of(new PresenceChange.Anew(), there, new PresenceChange.Complete()),
                step.await(changes.take(3).collectList(), Guest.PATIENCE));
        step.await(session.close().thenReturn(true), Guest.PATIENCE);
        step.same("then", gone, step.await(changes.skip(3).next(), Guest.PATIENCE));
        return step;
    }

    private Step put(Step step, SyncSender sender, Recipient to, ClientLink link) {
        step.expect("sync_stored");
        int before = a.of(link).messages();
        byte[] picture = picture();
        step.await(sender.leaveAll(to, notes()).thenReturn(true), Guest.PATIENCE);
        step.await(sender.leave(to, PICTURE, Content.of(picture)).thenReturn(true), Guest.PATIENCE);
        step.note(
                NOTES
                        + " notes and "
                        + Text.bytes(picture.length)
                        + ", sealed and signed, in "
                        + (a.of(link).messages() - before)
                        + " messages");
        return step;
    }

    private Step fetch(Step step, ClientLink link, SealingKeyPair sealing) {
        step.expect("all that was left, as it was");
        var arrived = new Arrived();
        SealingPublicKey published = sealing.publicKey();
        var receiver =
                new SyncReceiver(
                        link,
                        from -> from.equals(keyA.identity()) ? Mono.just(keyA.publicKey()) : Mono.empty(),
                        SealingKeys.of(sealing),
                        arrived);
        long elements = step.await(receiver.fetch(), Guest.PATIENCE);
        step.same("suite", SealingSuite.X25519, published.suite());
        step.same("refused:", 0, arrived.refused());
        step.same("notes", notes().stream().map(note -> text(note.content())).toList(), arrived.notes());
        step.same("the picture's SHA-256", Arrived.digest(picture()), arrived.picture());
        // sync_available and sync_request; sync_data and sync_ack for each batch; sync_complete
        int messages = b.of(link).messages() - Arrival.AUTHENTICATION_MESSAGES;
        step.messages("B", 2 + 2 * arrived.batches() + 1, messages);
        step.note(elements + " objects and parts in " + arrived.batches() + " batches");
        return step;
    }

    private Step told(Step step, SyncSender sender) {
        step.expect("delivered");
        var states = step.await(sender.states(keyB.identity(), List.of("note-1", PICTURE)), Guest.PATIENCE);
        states.forEach(state -> step.same(state.id(), ObjectStatus.DELIVERED, state.status()));
        return step;
    }

    private static List<Letter> notes() {
        return IntStream.rangeClosed(1, NOTES)
                .mapToObj(i -> new Letter("note-" + i, ("This is note " + i).getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    static String text(byte[] content) {
        return new String(content, StandardCharsets.UTF_8);
    }

    private static byte[] picture() {
        byte[] picture = new byte[PICTURE_SIZE];
        new SplittableRandom(PICTURE_SIZE).nextBytes(picture);
        return picture;
    }
}
