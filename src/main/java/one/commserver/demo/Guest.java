package one.commserver.demo;

import one.commserver.client.ClientLink;
import one.commserver.client.ClientSession;
import one.commserver.client.CommClient;
import one.commserver.client.peer.PeerConnection;
import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionId;
import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.ConnectionState;
import one.commserver.connection.Plugin;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.ConnectionKind;
import one.commserver.wire.CloseStatus;
import one.commserver.wire.ConnectionEvent;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// A client on the tour, and what was seen of each of its connections.
final class Guest implements ConnectionObserver, AutoCloseable {

    /// Longer than any of the client's own timeouts, so that it is they who tell what is wrong.
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    private final CommClient client;
    private final Map<ConnectionId, Track> tracks = new ConcurrentHashMap<>();
    private volatile @Nullable Track latest;

    /// @param key stays the caller's
    /// @param instance names its device
    /// @param insecure whether `ws://` may lead to another machine
    /// @throws IllegalArgumentException if the URL isn't one, or leads where it may not
    Guest(SigningKey key, String url, String instance, boolean insecure) {
        var builder = CommClient.builder(key, url, instance).closePatience(CLOSE_PATIENCE).observer(this);
        this.client = (insecure ? builder.allowInsecure() : builder).build();
    }

    /// Looks at a URL without going there.
    ///
    /// @throws IllegalArgumentException if it isn't one, or leads where it may not
    static void check(String url, boolean insecure) {
        try (SigningKey key = SigningKey.generate(SignatureAlgorithm.ED25519)) {
            var _ = new Guest(key, url, "tour", insecure);
        }
    }

    Mono<ClientLink> connect(ConnectionKind kind) {
        return client.connect(kind);
    }

    /// The session that this client keeps, once it has been opened.
    ClientSession session(ConnectionKind kind) {
        return client.session(kind);
    }

    /// What was seen of a link's connection.
    Track of(ClientLink link) {
        return Objects.requireNonNull(tracks.get(link.id()));
    }

    /// What was seen of a connection to a peer.
    Track of(PeerConnection connection) {
        return Objects.requireNonNull(tracks.get(connection.id()));
    }

    /// What was seen of the connection that was made last.
    Track latest() {
        Track track = latest;
        if (track == null) {
            throw new IllegalStateException("no connection was made");
        }
        return track;
    }

    @Override
    public void opened(Connection connection) {
        Track track = new Track(connection);
        tracks.put(connection.id(), track);
        latest = track;
        connection.addPlugin(track);
    }

    @Override
    public void stateChanged(Connection connection, ConnectionState from, ConnectionState to, long nanos) {
        Track track = tracks.get(connection.id());
        if (track != null) {
            track.spent.put(from, Duration.ofNanos(nanos));
            track.passed.put(from, track.messages());
        }
    }

    @Override
    public void close() {
        client.close().timeout(CLOSE_PATIENCE.plusSeconds(1), Mono.empty()).block();
    }

    /// Counts what passes right above the wire. Any thread may read it.
    static final class Track implements Plugin {

        private final Connection connection;
        private final Map<ConnectionState, Duration> spent = new ConcurrentHashMap<>();
        private final Map<ConnectionState, Integer> passed = new ConcurrentHashMap<>();
        private final AtomicInteger messages = new AtomicInteger();
        private final AtomicInteger frames = new AtomicInteger();
        private volatile @Nullable CloseStatus closing;

        private Track(Connection connection) {
            this.connection = connection;
        }

        @Override
        public String name() {
            return "tour";
        }

        @Override
        public void incoming(ConnectionEvent event, Consumer<ConnectionEvent> next) {
            count(event);
            if (event instanceof ConnectionEvent.Closing(CloseStatus status)) {
                closing = status;
            }
            next.accept(event);
        }

        @Override
        public void outgoing(ConnectionEvent event, Consumer<ConnectionEvent> next) {
            count(event);
            next.accept(event);
        }

        /// How many messages, in both directions.
        int messages() {
            return messages.get();
        }

        /// How many binary frames, in both directions.
        int frames() {
            return frames.get();
        }

        /// The close frame that came, if one did.
        @Nullable CloseStatus closing() {
            return closing;
        }

        /// How long the connection was in a state that it has left.
        Duration spent(ConnectionState state) {
            return spent.getOrDefault(state, Duration.ZERO);
        }

        /// How many messages there had been when it left a state.
        int messagesUntilTheEndOf(ConnectionState state) {
            return passed.getOrDefault(state, 0);
        }

        Connection connection() {
            return connection;
        }

        private void count(ConnectionEvent event) {
            if (event instanceof ConnectionEvent.Text) {
                messages.incrementAndGet();
            } else if (event instanceof ConnectionEvent.Binary) {
                frames.incrementAndGet();
            }
        }
    }
}
