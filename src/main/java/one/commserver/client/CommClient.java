package one.commserver.client;

import one.commserver.client.authentication.Authentication;
import one.commserver.client.authentication.AuthenticationException;
import one.commserver.client.authentication.Place;
import one.commserver.client.authentication.ServerMemory;
import one.commserver.client.dial.Dialer;
import one.commserver.client.dial.Dialled;
import one.commserver.client.timing.Heartbeats;
import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionError;
import one.commserver.connection.ConnectionSettings;
import one.commserver.connection.plugin.NetworkPlugin;
import one.commserver.connection.plugin.StatisticsPlugin;
import one.commserver.connection.statistics.ConnectionStatistics;
import one.commserver.connection.statistics.Statistics;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.AuthenticationMessage.AuthSuccess;
import one.commserver.protocol.AuthenticationMessage.Limits;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.MessageCodec;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// A client of one server, with one identity and one instance. It makes links, remembers their sessions, and keeps
/// their heartbeats. Safe from any thread.
///
/// A link that ends stays ended; its [ClientLink#closed] tells whether connecting again makes sense, and the next
/// [#connect] goes on with the same session and its channels if it still lives.
///
/// Spec: chapters 3 and 4.
public final class CommClient {

    /// The largest messages that this client takes, whatever the server announces.
    static final int MAX_MESSAGE = 16 * 1024 * 1024;

    /// The largest windows, which bound what a server can make this client keep.
    private static final long MAX_CHANNEL_WINDOW = 64L * 1024 * 1024;

    private static final long MAX_CONNECTION_WINDOW = 256L * 1024 * 1024;

    /// Smaller frames carry too little to be worth their headers.
    private static final int LEAST_FRAME = 1024;

    private final ClientSettings settings;
    private final ConnectionSettings connectionSettings;
    private final Dialer dialer;
    private final ConnectionStatistics statistics;
    private final MessageCodec codec = MessageCodec.shared();
    private final Heartbeats heartbeats;
    private final ServerMemory memory;
    private final Map<Place, Session> sessions = new ConcurrentHashMap<>();
    private final Map<Place, ClientSession> kept = new ConcurrentHashMap<>();
    private final Set<ClientLink> links = ConcurrentHashMap.newKeySet();

    /// @param statistics one of the observers of the connection settings
    CommClient(
            ClientSettings settings,
            ConnectionSettings connectionSettings,
            Dialer dialer,
            ConnectionStatistics statistics) {
        this.statistics = statistics;
        this.settings = settings;
        this.connectionSettings = connectionSettings;
        this.dialer = dialer;
        this.heartbeats = new Heartbeats(settings.timers());
        this.memory = new ServerMemory(settings.clock());
    }

    /// Starts to make a client.
    ///
    /// @param key stays the caller's, who closes it when the client is no longer used
    /// @param server `wss://host:port/path`; `ws://` to this machine only, unless told otherwise
    /// @param instance names this device: 1 to 64 of `A-Z`, `a-z`, `0-9`, `.`, `_`, `-`
    /// @throws IllegalArgumentException if the URL or the name isn't one
    public static CommClientBuilder builder(SigningKey key, String server, String instance) {
        return new CommClientBuilder(key, server, instance);
    }

    /// Who it is.
    public Identity identity() {
        return settings.key().identity();
    }

    /// Connects on the default lane.
    public Mono<ClientLink> connect(ConnectionKind kind) {
        return connect(kind, "");
    }

    /// Dials and authenticates, each time it is subscribed to. A newer link of the same kind and lane replaces the
    /// older one.
    ///
    /// @param lane tells data connections apart: at most 16 of `A-Z`, `a-z`, `0-9`, `.`, `_`, `-`; empty for the
    ///     default one
    /// @return the link, signalled on its own thread before it has read anything more. Fails with a [ConnectionError]
    ///     if there is no connection in time, and with an [AuthenticationException]
    public Mono<ClientLink> connect(ConnectionKind kind, String lane) {
        return Mono.defer(() -> {
            Place place = place(kind, lane);
            Session session = session(place);
            Pulse pulse = new Pulse(settings.nanoClock(), connectionSettings.observer());
            session.dialling(true);
            return dialer.dial(session.thread(), connectionSettings, connection -> prepare(connection, pulse))
                    .flatMap(dialled -> authenticate(dialled, place, session, pulse))
                    .doFinally(signal -> session.dialling(false));
        });
    }

    /// A link that is made again when it is lost, until it is closed; the default lane.
    public ClientSession session(ConnectionKind kind) {
        return session(kind, "");
    }

    /// A link that is made again when it is lost, until it is closed. Not to be mixed with [#connect] of the same kind
    /// and lane, which would take the link over.
    ///
    /// @return not opened yet; the same one until it is over
    /// @throws IllegalArgumentException for a discovery link, which is for short
    public ClientSession session(ConnectionKind kind, String lane) {
        if (!kind.hasSlot()) {
            throw new IllegalArgumentException("a discovery link isn't kept");
        }
        Place place = place(kind, lane);
        return kept.compute(
                place,
                (here, former) ->
                        former == null || former.isOver()
                                ? new ClientSession(this, kind, lane, session(here))
                                : former);
    }

    /// The links that haven't ended.
    public List<ClientLink> links() {
        return List.copyOf(links);
    }

    /// What has happened to this client's connections, in numbers, at this moment.
    public Statistics stats() {
        return statistics.stats();
    }

    /// The same as text, for people.
    public String report() {
        return statistics.report();
    }

    /// Closes all sessions and links in order, and ends the channels that wait for one. The client can be used again.
    ///
    /// @return completes when all have ended
    public Mono<Void> close() {
        return Flux.defer(() -> Flux.fromIterable(List.copyOf(kept.values())))
                .flatMap(ClientSession::close)
                .thenMany(Flux.defer(() -> Flux.fromIterable(links())))
                .flatMap(ClientLink::close)
                .then(Mono.fromRunnable(() -> sessions.values().forEach(session -> session.execute(session::abandon))));
    }

    private Place place(ConnectionKind kind, String lane) {
        return new Place(settings.address().audience(), settings.instance(), kind, lane);
    }

    /// What goes on at a place. A discovery link has no slot, so nothing of it goes on.
    private Session session(Place place) {
        return place.kind().hasSlot()
                ? sessions.computeIfAbsent(place, here -> new Session(settings, codec, () -> memory.forget(place)))
                : new Session(settings, codec, () -> {});
    }

    private void prepare(Connection connection, Pulse pulse) {
        connection
                .addPlugin(new NetworkPlugin())
                .addPlugin(new StatisticsPlugin(connection, connectionSettings.observer()))
                .addPlugin(pulse.plugin());
    }

    private Mono<ClientLink> authenticate(Dialled dialled, Place place, Session session, Pulse pulse) {
        Connection connection = dialled.connection();
        var authentication =
                new Authentication(
                        connection, codec, settings.key(), memory, place, success -> allow(dialled, success.limits()));
        AtomicBoolean handedOver = new AtomicBoolean();
        return authentication
                .run()
                .map(success -> link(dialled, place, session, pulse, success))
                .timeout(
                        session.after(settings.authenticationTimeout()),
                        Mono.error(() -> new ConnectionError.Timeout("authentication", connection.route())))
                .doOnError(failure -> connection.close(CloseReason.TRY_AGAIN_LATER))
                .doOnNext(link -> handedOver.set(true))
                .doOnCancel(() -> {
                    if (!handedOver.get()) {
                        connection.terminate(CloseReason.TRY_AGAIN_LATER);
                    }
                });
    }

    private ClientLink link(Dialled dialled, Place place, Session session, Pulse pulse, AuthSuccess success) {
        if (!areReasonable(success.limits())) {
            throw new ClientException.ServerViolation("limits beyond all reason");
        }
        var link =
                new ClientLink(
                        session, dialled.connection(), success, pulse, () -> memory.drop(place, success.session()));
        register(link, place.kind(), success.heartbeatMs());
        return link;
    }

    private static boolean areReasonable(Limits limits) {
        return Math.max(limits.textMessage(), limits.binaryFrame()) <= MAX_MESSAGE
                && limits.binaryFrame() >= LEAST_FRAME
                && limits.channelWindow() <= MAX_CHANNEL_WINDOW
                && limits.connectionWindow() <= MAX_CONNECTION_WINDOW;
    }

    /// This hands on at once what has come behind `auth_success`, so the link must be with its owner before. It can't
    /// wait either: only here nothing stands half-read in the decoder that is replaced.
    private static void allow(Dialled dialled, Limits limits) {
        if (areReasonable(limits)) {
            dialled.allow(limits.textMessage(), limits.binaryFrame());
        }
    }

    private void register(ClientLink link, ConnectionKind kind, long heartbeatMillis) {
        links.add(link);
        if (kind == ConnectionKind.CONTROL) {
            heartbeats.start(link, heartbeatMillis, () -> beat(link));
        }
        link.closed()
                .subscribe(end -> {
                    heartbeats.stop(link);
                    links.remove(link);
                });
    }

    /// Whoever doesn't answer a heartbeat in time is gone, whatever the socket says.
    private static void beat(ClientLink link) {
        link.heartbeat()
                .subscribe(
                        roundTrip -> {},
                        failure -> {
                            if (failure instanceof ClientException.RequestTimedOut unanswered) {
                                link.giveUp(unanswered);
                            } else if (failure instanceof ClientException.LinkClosed) {
                                link.leaveBehind();
                            }
                        });
    }

    @Override
    public String toString() {
        return "CommClient[" + identity() + " at " + settings.address() + "]";
    }
}
