package one.commserver.client;

import static one.commserver.client.ClientFixture.SOON;
import static one.commserver.client.ClientFixture.key;
import static one.commserver.client.ClientFixture.twoKeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.client.ClientSequence.Stage;
import one.commserver.client.Held.Until;
import one.commserver.client.HostileServer.Manners;
import one.commserver.client.LyingServer.Socket;
import one.commserver.client.discovery.DiscoveryClient;
import one.commserver.client.flow.GrantPool;
import one.commserver.client.pairing.InMemoryTrustStore;
import one.commserver.client.pairing.InviteLink;
import one.commserver.client.pairing.PairingClient;
import one.commserver.client.request.Requester;
import one.commserver.client.sync.Content;
import one.commserver.client.sync.Recipient;
import one.commserver.client.sync.SealingKeys;
import one.commserver.client.sync.SyncReceiver;
import one.commserver.client.sync.SyncSender;
import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.ConnectionProblem;
import one.commserver.crypto.SigningKey;
import one.commserver.crypto.sealing.SealingKeyPair;
import one.commserver.protocol.AuthenticationMessage.Auth;
import one.commserver.protocol.AuthenticationMessage.AuthSuccess;
import one.commserver.protocol.AuthenticationMessage.Limits;
import one.commserver.protocol.AuthenticationMessage.Response;
import one.commserver.protocol.ChannelMessage.ChannelOpen;
import one.commserver.protocol.ChannelMessage.ChannelResume;
import one.commserver.protocol.ChannelMessage.ChannelSummary;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.DiscoveryMessage.Discover;
import one.commserver.protocol.FrameHeader;
import one.commserver.protocol.PairingMessage.PairRequest;
import one.commserver.protocol.ServerMessage;
import one.commserver.protocol.SyncMessage.MailObject;
import one.commserver.protocol.SyncMessage.SyncPut;
import one.commserver.protocol.SyncMessage.SyncRequest;

import org.reactivestreams.Publisher;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A client in some [Stage], the application above it, and a server that means it ill. The client's time goes on only
/// when all has been done that was to be.
final class ClientScene implements AutoCloseable {

    /// Short: it is the one time of a client's that runs by itself.
    private static final Duration CLOSE_PATIENCE = Duration.ofMillis(100);

    private static final Duration STEP = Duration.ofSeconds(2);
    private static final Duration POLL = Duration.ofMillis(2);
    private static final Duration LIFE = Duration.ofHours(1);
    private static final int SOME = 1000;

    /// More than may be sent without the peer's taking any.
    private static final long MUCH = 300_000;

    private static final long FIRST_GRANT =
            new GrantPool(
                            LyingServer.LIMITS.connectionWindow(),
                            LyingServer.LIMITS.channelWindow(),
                            LyingServer.LIMITS.channels())
                    .base();

    final HostileServer server;

    /// Whom the client knows, by the server's word at least.
    final SigningKey peer;

    final CommClient client;

    private final SigningKey key;
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final SealingKeyPair sealing = SealedMail.keyPair();
    private final ConnectionKind kind;
    private final List<Held> held = new CopyOnWriteArrayList<>();
    private final List<Channel> channels = new CopyOnWriteArrayList<>();
    private final List<IncomingOffer> offers = new CopyOnWriteArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Set<Channel> read = ConcurrentHashMap.newKeySet();
    private volatile ClientLink link;
    private volatile boolean otherLimits;
    private ClientSession session;

    private ClientScene(HostileServer server, Stage stage) {
        this.server = server;
        // who keeps its own opening has the smaller one
        List<SigningKey> keys = stage == Stage.MEETING ? twoKeys() : List.of(key(), key());
        key = keys.getFirst();
        peer = keys.getLast();
        server.await(key.identity());
        kind = stage.kind();
        client =
                CommClient.builder(key, "ws://127.0.0.1:" + server.port() + "/", "phone")
                        .timers(time)
                        .closePatience(CLOSE_PATIENCE)
                        .observer(new Noticing())
                        .build();
    }

    /// Hears of failures that the client takes for its own.
    private final class Noticing implements ConnectionObserver {
        @Override
        public void error(Connection connection, ConnectionProblem problem) {
            if (problem.error().startsWith("internal error: ")) {
                failures.add(problem.error());
            }
        }
    }

    /// A scene of that stage.
    ///
    /// @param server used by nobody else meanwhile
    /// @param invite to be paired by
    static ClientScene of(HostileServer server, Stage stage, String invite) throws Exception {
        ClientScene scene = new ClientScene(server, stage);
        switch (stage) {
            case STRANGER -> {
                scene.server.manners = Manners.SILENT;
                scene.open();
                scene.server.heard(Auth.class);
            }
            case CHALLENGED -> {
                scene.server.manners = Manners.CHALLENGES;
                scene.open();
                scene.server.heard(Response.class);
            }
            case IN, CONTROL -> scene.in();
            case DISCOVERY -> {
                scene.connect();
                scene.find();
                scene.server.heard(Discover.class);
            }
            case FINDING -> {
                scene.in();
                scene.find();
                scene.server.heard(Discover.class);
            }
            case OPENING -> {
                scene.in();
                scene.ask();
                scene.server.heard(ChannelOpen.class);
            }
            case OPEN -> scene.joined();
            case OFFERED -> {
                scene.in();
                scene.offered();
            }
            case MEETING -> {
                scene.in();
                scene.offered();
                scene.ask();
                scene.server.heard(ChannelOpen.class);
                scene.accept();
            }
            case BACK -> {
                scene.joined();
                scene.server.goesOn =
                        List.of(new ChannelSummary(1, scene.peer.identity(), ChannelSummary.State.INTERRUPTED, 2));
                scene.latest(Socket::cut);
                scene.server.heard(ChannelResume.class);
            }
            case PAIRING -> {
                scene.in();
                scene.pair(invite);
                scene.server.heard(PairRequest.class);
            }
            case FETCHING -> {
                scene.in();
                scene.fetch();
                scene.server.heard(SyncRequest.class);
            }
            case LEAVING -> {
                scene.in();
                scene.leave();
                scene.server.heard(SyncPut.class);
            }
        }
        return scene;
    }

    private void in() {
        server.manners = Manners.LETS_IN;
        open();
        link = session.links().blockFirst(SOON);
    }

    private void connect() {
        server.manners = Manners.LETS_IN;
        link = client.connect(kind).block(SOON);
    }

    private void open() {
        session = client.session(kind);
        hold(
                "offers",
                Until.CLOSED,
                session.offers(),
                Long.MAX_VALUE,
                offer -> {
                    if (offer instanceof IncomingOffer some) {
                        offers.add(some);
                    }
                });
        hold("session", Until.CLOSED, session.closed());
        hold("states", Until.CLOSED, session.states());
        hold(
                "links",
                Until.CLOSED,
                session.links(),
                Long.MAX_VALUE,
                next -> {
                    if (next instanceof ClientLink some) {
                        link = some;
                    }
                });
        hold("failures", Until.CLOSED, session.failures());
        hold("errors", Until.CLOSED, session.errors());
        hold("notices", Until.CLOSED, session.notices());
        session.open();
    }

    private void joined() throws Exception {
        in();
        server.manners = Manners.HONEST;
        ask();
        server.heard(ChannelOpen.class);
        soon(() -> !channels.isEmpty());
        server.manners = Manners.LETS_IN;
        send(SOME);
    }

    private void offered() {
        latest(socket -> socket.tell(LyingServer.offer(7, peer.identity(), "tablet")));
        soon(() -> !offers.isEmpty());
    }

    // What the application does.

    void ask() {
        Mono<Channel> asked =
                session == null ? link.openChannel(peer.identity()) : session.openChannel(peer.identity());
        hold("open", Until.ANSWERED, asked, 1, this::keep);
    }

    private void keep(Object channel) {
        if (channel instanceof Channel some) {
            hold("closed", Until.CLOSED, some.closed());
            hold("flowing", Until.CLOSED, some.flowing());
            channels.add(some);
        }
    }

    void accept() {
        offers.forEach(offer -> hold("accept", Until.ANSWERED, offer.accept(), 1, this::keep));
    }

    void reject() {
        offers.forEach(offer -> hold("reject", Until.ANSWERED, offer.reject("no")));
    }

    void send(long bytes) {
        channels.forEach(channel -> {
            hold("send", Until.CLOSED, channel.send(ClientFixture.data(bytes, SOME)));
            hold("confirmed", Until.CLOSED, channel.confirmed());
        });
    }

    void sendMuch() {
        send(MUCH);
    }

    void take() {
        channels.forEach(channel -> {
            read.add(channel);
            hold("receive", Until.CLOSED, channel.receive());
        });
    }

    /// The application takes one, and no more for now.
    void takeOne() {
        channels.forEach(channel -> {
            read.add(channel);
            hold("receive one", Until.CLOSED, channel.receive().take(1));
        });
    }

    void leaveChannels() {
        channels.forEach(channel -> hold("close channel", Until.ANSWERED, channel.close("bye")));
    }

    void beat() {
        onLink(here -> {
            hold("heartbeat", Until.ANSWERED, here.heartbeat());
            hold("ping", Until.ANSWERED, here.ping());
        });
    }

    /// The application changes its mind about something.
    void cancelSome() {
        held.stream().filter(each -> !each.isDisposed()).skip(held.size() / 2).findFirst().ifPresent(Held::cancel);
    }

    void find() {
        var discovery = new DiscoveryClient(requester(), key, Clock.systemUTC());
        hold("find", Until.ANSWERED, discovery.find(peer.publicKey()));
        if (kind.hasSlot()) {
            hold("announce", Until.ANSWERED, discovery.announce(List.of(), LIFE));
            hold("publish", Until.ANSWERED, discovery.publish(sealing.publicKey(), LIFE));
            onLink(here -> hold("presence", Until.CLOSED, DiscoveryClient.presence(here)));
        }
    }

    private void pair(String invite) {
        var pairing = new PairingClient(session, key, new InMemoryTrustStore(10), Clock.systemUTC());
        hold("events", Until.CLOSED, pairing.events());
        hold("pair", Until.ANSWERED, pairing.pair(InviteLink.parse(invite, Instant.now())));
        hold("call", Until.ANSWERED, pairing.call(InviteLink.parse(invite, Instant.now())), 1, this::keep);
        hold("invite", Until.ANSWERED, pairing.invite("wss://relay.example/", LIFE, 1, "friend"));
        hold("invites", Until.ANSWERED, pairing.invites());
        hold("catch up", Until.ANSWERED, pairing.catchUp());
    }

    private void fetch() {
        var receiver =
                new SyncReceiver(
                        session, sender -> Mono.just(peer.publicKey()), SealingKeys.of(sealing), new RecordingInbox());
        hold("fetch", Until.CANCELLED, receiver.fetch());
        hold("keep fetching", Until.CANCELLED, receiver.keepFetching(session));
    }

    private void leave() {
        var sender = new SyncSender(session, key, Clock.systemUTC());
        var to = new Recipient(peer.identity(), sealing.publicKey());
        hold("leave", Until.CANCELLED, sender.leave(to, "a", Content.of(new byte[100_000])));
        hold("states of objects", Until.ANSWERED, sender.states(peer.identity(), List.of("a", "b")));
        hold("receipts", Until.CLOSED, sender.receipts());
    }

    private Requester requester() {
        return session == null ? link : session;
    }

    private void onLink(Consumer<ClientLink> use) {
        ClientLink here = link;
        if (here != null) {
            use.accept(here);
        }
    }

    private void hold(String name, Until until, Publisher<?> publisher) {
        hold(name, until, publisher, Long.MAX_VALUE, next -> {});
    }

    private void hold(String name, Until until, Publisher<?> publisher, long demand, Consumer<Object> then) {
        held.add(Held.of(name, until, publisher, demand, then));
    }

    /// Whatever needs that the client has been let in once.
    void unlessStranger(Consumer<ClientScene> use) {
        if (link != null) {
            use.accept(this);
        }
    }

    /// Time-outs and pauses end.
    void aWhile() {
        time.advanceTimeBy(ClientSequence.WHILE);
    }

    // What the server does.

    /// @param ref in the place of the message's own
    void tell(String ref, ServerMessage message) {
        String mark = ClientSequence.isFitting(ref) ? server.fitting(message) : ref;
        latest(socket -> socket.text(ClientSequence.encoded(message, mark)));
    }

    /// Lets the client in, whatever it has asked for.
    void letIn(boolean resumed, long heartbeat, Limits limits) {
        otherLimits = true;
        var success = new AuthSuccess(null, LyingServer.TOKEN, resumed, List.of(), heartbeat, limits, server.goesOn);
        latest(socket -> socket.tell(success));
    }

    /// Letters of the peer's.
    List<MailObject> letters(String... ids) {
        var mail = new SealedMail(peer, key.identity(), sealing.publicKey());
        return Stream.of(ids).map(id -> mail.letter(id, "x")).toList();
    }

    void latest(Consumer<Socket> use) {
        server.latest().ifPresent(use);
    }

    // What must be true behind it all.

    /// The client's time goes on: whatever has a time-out ends, and all else with the client.
    void end() {
        passes("waits for ever", each -> each.isDone(Until.ANSWERED));
        hold("close", Until.ANSWERED, client.close());
        passes("is left when the client is closed", each -> each.isDone(Until.CLOSED));
        held.forEach(Held::cancel);
        nobodyKeepsMoreThanWasGranted();
        assertThat(client.links()).isEmpty();
        assertThat(failures).isEmpty();
        assertThat(server.wrongs).isEmpty();
        held.stream()
                .filter(Held::isWrong)
                .findFirst()
                .ifPresent(wrong -> {
                    throw new AssertionError("not among what it may fail with: " + wrong, wrong.failure());
                });
    }

    /// Of channels of which nothing was ever taken.
    private void nobodyKeepsMoreThanWasGranted() {
        channels.stream()
                .filter(channel -> !otherLimits && !read.contains(channel))
                .forEach(channel -> {
                    Flux<ByteBuffer> kept = channel.receive().onErrorComplete();
                    long bytes =
                            kept.map(frame -> (long) frame.remaining() + FrameHeader.LENGTH)
                                    .reduce(0L, Long::sum)
                                    .block(SOON);
                    assertThat(bytes).isLessThanOrEqualTo(FIRST_GRANT);
                });
    }

    private void passes(String otherwise, Predicate<Held> done) {
        await(otherwise)
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL)
                .atMost(SOON)
                .untilAsserted(() -> {
                    time.advanceTimeBy(STEP);
                    assertThat(held).as(otherwise).filteredOn(done.negate()).isEmpty();
                });
    }

    private static void soon(Callable<Boolean> condition) {
        await().pollInSameThread().pollDelay(Duration.ZERO).pollInterval(POLL).atMost(SOON).until(condition);
    }

    /// The same client gets all that it wants of a server that is right.
    void startAnew() {
        server.manners = Manners.HONEST;
        server.goesOn = List.of();
        ClientSession again = client.session(ConnectionKind.DATA).open();
        ByteBuffer hello = ByteBuffer.wrap(new byte[] {1, 2, 3});

        Channel channel = again.openChannel(peer.identity()).block(SOON);
        channel.send(Flux.just(hello, hello)).block(SOON);
        channel.confirmed().block(SOON);
        assertThat(channel.receive().take(2).collectList().block(SOON)).containsExactly(hello, hello);
        assertThat(channel.close().block(SOON).inOrder()).isTrue();
        assertThat(again.link().orElseThrow().heartbeat().block(SOON)).isPositive();
        client.close().block(SOON);

        assertThat(client.links()).isEmpty();
        assertThat(failures).isEmpty();
        assertThat(server.wrongs).isEmpty();
    }

    @Override
    public void close() {
        held.forEach(Held::cancel);
        client.close().block(SOON);
        key.close();
        peer.close();
        sealing.close();
    }
}
