package one.commserver.e2e;

import one.commserver.crypto.box.BoxKeyPair;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The configurations that tests share.
final class Servers {

    private static final String NO_RATES = "commserver.limits.messages-per-second=0";
    private static final String NO_BYTE_RATES = "commserver.limits.bytes-per-second=0B";
    private static final String ADDRESSES = "commserver.limits.connections-per-address=5000";
    private static final String PATIENCE = "commserver.transport.close-patience=1s";
    private static final String FAILURES = "commserver.limits.failed-authentications=100000";

    /// For who comes in among very many, on a slow machine.
    private static final String FIRST_FRAME = "commserver.handshake.first-frame-timeout=2m";

    private static final String HANDSHAKE = "commserver.handshake.timeout=2m";
    private static final String CHALLENGE = "commserver.handshake.challenge-life=2m";

    /// Who isn't tested for being paired is allowed to call.
    private static final String OPEN = "commserver.relay.policy=open";

    /// Limits nobody reaches by accident, and slots that may be taken over at once.
    static final Server ROOMY = open("commserver.registry.slot-window=0s");

    /// A slot can be taken again after five seconds, unless it is fought over.
    static final Server WINDOWED = open("commserver.registry.slot-window=5s");

    /// Waits for nobody, and has room for little.
    static final Server IMPATIENT =
            open(
                    "commserver.handshake.first-frame-timeout=5s",
                    "commserver.handshake.timeout=12s",
                    "commserver.handshake.challenge-life=5s",
                    "commserver.relay.offer-timeout=5s",
                    "commserver.relay.close-timeout=300ms",
                    "commserver.limits.text-message=16KB",
                    "commserver.limits.outbound-bytes=16KB",
                    "commserver.limits.binary-frame=64KB",
                    "commserver.limits.channel-window=64KB",
                    "commserver.limits.connection-window=128KB");

    /// With its usual rates, and little patience for whoever is slow to come in.
    static final Server HARRIED =
            new Server(
                    OPEN,
                    ADDRESSES,
                    FAILURES,
                    PATIENCE,
                    "commserver.registry.slot-window=0s",
                    "commserver.transport.upgrade-timeout=8s",
                    "commserver.handshake.first-frame-timeout=5s",
                    "commserver.limits.text-message=16KB");

    /// Notices soon who is gone.
    static final Server ATTENTIVE =
            new Server(
                    OPEN,
                    ADDRESSES,
                    PATIENCE,
                    "commserver.health.heartbeat-interval=500ms",
                    "commserver.health.connection-timeout=3s");

    /// Sessions that outlive their sockets for a moment only.
    static final Server FORGETFUL =
            new Server(OPEN, ADDRESSES, PATIENCE, "commserver.registry.session-time-to-live=200ms");

    /// Little memory for what is under way.
    static final Server FULL =
            new Server(
                    OPEN,
                    NO_RATES,
                    NO_BYTE_RATES,
                    ADDRESSES,
                    PATIENCE,
                    "commserver.relay.memory=1MB",
                    "commserver.health.heartbeat-interval=60s",
                    "commserver.health.connection-timeout=180s");

    /// Few connections, few failures, one signature at a time; where the framework would believe whoever forwards.
    static final Server SMALL =
            new Server(
                    OPEN,
                    PATIENCE,
                    FIRST_FRAME,
                    HANDSHAKE,
                    CHALLENGE,
                    "commserver.transport.upgrade-timeout=1m",
                    "spring.main.cloud-platform=kubernetes",
                    "commserver.limits.connections=40",
                    "commserver.limits.connections-per-address=10",
                    "commserver.limits.failed-authentications=3",
                    "commserver.transport.refusals=5000",
                    "commserver.handshake.verifier-threads=1",
                    "commserver.handshake.verifier-queue=1");

    /// Slow.
    static final Server SHAPED =
            new Server(
                    OPEN,
                    PATIENCE,
                    "commserver.limits.messages-per-second=2000",
                    "commserver.limits.bytes-per-second=512KB",
                    "commserver.limits.burst=250ms");

    /// How long [#HASTY] waits for an answer, and for a pairing: longer than a slow machine takes for one.
    static final Duration HASTE = Duration.ofSeconds(5);

    /// The most pairings of an identity at [#PAIRED].
    static final int MOST_PAIRINGS = 4;

    /// As it is by default: only peers may call each other.
    static final Server PAIRED = forPeers("commserver.pairing.pairings-per-identity=" + MOST_PAIRINGS);

    /// The same, and waits for nobody.
    static final Server HASTY =
            forPeers(
                    "commserver.pairing.challenge-life=" + HASTE.toMillis() + "ms",
                    "commserver.pairing.probation=" + HASTE.toMillis() + "ms");

    /// How long a session outlives its socket at [#FINDING].
    static final Duration FINDING_SESSION = Duration.ofSeconds(5);

    /// Peers find each other; what the stores are asked is noted.
    static final Server FINDING =
            new Server(
                    new Calls(true),
                    NO_RATES,
                    NO_BYTE_RATES,
                    ADDRESSES,
                    FAILURES,
                    PATIENCE,
                    "commserver.registry.slot-window=0s",
                    "commserver.registry.session-time-to-live=" + FINDING_SESSION.toMillis() + "ms",
                    "commserver.discovery.questions=100000",
                    "commserver.discovery.questions-per-address=100000");

    /// How many questions about strangers an identity, and an address, may ask at [#CURT].
    static final int CURT_QUESTIONS = 5;

    static final int CURT_QUESTIONS_PER_ADDRESS = 12;

    /// Has little room and little time for whoever asks.
    static final Server CURT =
            new Server(
                    NO_RATES,
                    NO_BYTE_RATES,
                    ADDRESSES,
                    FAILURES,
                    PATIENCE,
                    "commserver.registry.slot-window=0s",
                    "commserver.limits.outbound-bytes=512KB",
                    "commserver.limits.connections-per-identity=2",
                    "commserver.discovery.max-ttl=90s",
                    "commserver.discovery.memory=1MB",
                    "commserver.discovery.connection-life=5s",
                    "commserver.discovery.questions=" + CURT_QUESTIONS,
                    "commserver.discovery.questions-per-address=" + CURT_QUESTIONS_PER_ADDRESS);

    /// Mailboxes with room for whatever a test leaves there.
    static final Server MAIL =
            forPeers(
                    "commserver.mailbox.bytes=1GB",
                    "commserver.mailbox.objects=40000",
                    "commserver.mailbox.memory=1GB");

    /// How much [#TINY] takes as one object, and in one message.
    static final int TINY_OBJECT = 4096;

    static final int TINY_MESSAGE = 16 * 1024;

    /// How many objects, bytes and ids one sender may have in a mailbox of [#TINY].
    static final int TINY_OBJECTS = 16;

    static final int TINY_BYTES = 32 * 1024;
    static final int TINY_IDS = 20;

    /// How long a batch may stay unacknowledged at [#TINY] while others need the room.
    static final Duration TINY_PATIENCE = Duration.ofSeconds(2);

    /// Small mailboxes, small messages, and room for few batches.
    static final Server TINY =
            forPeers(
                    "commserver.limits.text-message=" + TINY_MESSAGE + "B",
                    "commserver.limits.sync-object=" + TINY_OBJECT + "B",
                    "commserver.mailbox.bytes=" + 4 * TINY_BYTES + "B",
                    "commserver.mailbox.objects=" + 4 * TINY_OBJECTS,
                    "commserver.mailbox.remembered-ids=" + 4 * TINY_IDS,
                    "commserver.mailbox.batches=1MB",
                    "commserver.mailbox.batch-patience=" + TINY_PATIENCE.toMillis() + "ms");

    /// What is left there is soon too old.
    static final Server FLEETING = forPeers("commserver.mailbox.age=5s", "commserver.mailbox.part-life=1s");

    /// Asks those who wait in the ONE dialect each second whether they are there, and waits three seconds for answers.
    static final Server PINGING = forPeers("commserver.one.ping-interval=1s", "commserver.one.pong-timeout=3s");

    /// The same, and waits for answers as long as it takes.
    static final Server PATIENT =
            forPeers(
                    "commserver.one.ping-interval=1s",
                    "commserver.one.pong-timeout=1m",
                    "commserver.relay.offer-timeout=1m");

    /// Doesn't speak the ONE dialect.
    static final Server ONE_OFF = forPeers("commserver.one.policy=off");

    /// What [#ONE_REGISTERED] lets an address do within a minute.
    static final int ONE_REGISTRATIONS = 8;

    static final int ONE_REQUESTS = 12;

    /// How often within a minute somebody may be asked for at [#ONE_REGISTERED].
    static final int ONE_REQUESTS_FOR_A_KEY = 4;

    /// Only who waits may ask in the ONE dialect, and nobody often.
    static final Server ONE_REGISTERED =
            forPeers(
                    "commserver.one.policy=registered",
                    "commserver.one.registrations-per-address=" + ONE_REGISTRATIONS,
                    "commserver.one.requests-per-address=" + ONE_REQUESTS,
                    "commserver.one.requests-per-target=" + ONE_REQUESTS_FOR_A_KEY);

    /// The keys that [#ONE_LISTED] serves.
    static final List<BoxKeyPair> LISTED = List.of(BoxKeyPair.generate(), BoxKeyPair.generate());

    /// Serves listed keys in the ONE dialect.
    static final Server ONE_LISTED =
            forPeers(
                    "commserver.one.policy=listed",
                    "commserver.one.keys="
                            + LISTED.stream().map(key -> key.publicKey().hex()).collect(Collectors.joining(",")));

    private Servers() {}

    private static Server forPeers(String... properties) {
        return roomy(properties, "commserver.registry.slot-window=0s");
    }

    /// Has room for all but what its properties bound, and lets anybody call.
    private static Server open(String... properties) {
        return roomy(properties, OPEN);
    }

    private static Server roomy(String[] properties, String one) {
        Set<String> own = Stream.of(properties).map(Servers::name).collect(Collectors.toSet());
        Stream<String> room =
                Stream.of(
                        NO_RATES, NO_BYTE_RATES, ADDRESSES, FAILURES, PATIENCE, FIRST_FRAME, HANDSHAKE, CHALLENGE, one);
        return new Server(
                Stream.concat(room.filter(property -> !own.contains(name(property))), Stream.of(properties))
                        .toArray(String[]::new));
    }

    private static String name(String property) {
        return property.substring(0, property.indexOf('='));
    }
}
