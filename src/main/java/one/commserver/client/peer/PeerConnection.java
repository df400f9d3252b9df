package one.commserver.client.peer;

import one.commserver.client.Channel;
import one.commserver.client.encryption.AcceptorHandshake;
import one.commserver.client.encryption.Encryption;
import one.commserver.client.encryption.EncryptionException;
import one.commserver.client.encryption.EncryptionException.Reason;
import one.commserver.client.encryption.InitiatorHandshake;
import one.commserver.client.encryption.LocalPeer;
import one.commserver.client.encryption.RecordHead;
import one.commserver.client.encryption.RemotePeer;
import one.commserver.client.flow.PausingQueue;
import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionEnd;
import one.commserver.connection.ConnectionId;
import one.commserver.connection.ConnectionLabels;
import one.commserver.connection.ConnectionProblem;
import one.commserver.connection.ConnectionSettings;
import one.commserver.connection.ConnectionState;
import one.commserver.connection.Position;
import one.commserver.connection.plugin.NetworkPlugin;
import one.commserver.connection.plugin.StatisticsPlugin;
import one.commserver.crypto.Identity;
import one.commserver.crypto.Randomness;
import one.commserver.crypto.SigningKey;
import one.commserver.crypto.agreement.AgreementSuite;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;
import one.commserver.wire.ConnectionEvent;
import one.commserver.wire.Departure;
import one.commserver.wire.Wire;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// Two peers who have proven to each other who they are, and what they send encrypted, over a channel that the server
/// can see into. Messages go in at one end and come out at the other: whole, in order, each once, or the connection
/// fails. Safe from any thread; signals come on a thread of the parallel scheduler.
///
/// Both applications' backpressure reaches through: whoever doesn't take messages stops the peer's publisher.
///
/// Spec: chapters 5 and 8.
public final class PeerConnection {

    /// How many sends may be under way at once.
    static final int MAX_SENDS = 64;

    private final PeerSettings settings;
    private final Channel channel;
    private final ChannelWire wire;
    private final Connection connection;
    private final PausingQueue<ByteBuffer> inbox;
    private final EncryptionPlugin encryption;
    private final AtomicInteger sends = new AtomicInteger();
    private @Nullable MonoSink<PeerConnection> sink;
    private volatile @Nullable Encryption agreed;
    private @Nullable KeepAlivePlugin keepAlive;
    private volatile boolean flows = true;
    private @Nullable Throwable failure;
    private boolean peerEnded;

    private PeerConnection(Channel channel, SigningKey key, PeerSettings settings, boolean initiating) {
        this.settings = settings;
        this.channel = channel;
        String self = key.identity() + "/" + settings.instance();
        var route = new Wire.Route(self, channel.peer() + "/" + channel.instance());
        this.wire = new ChannelWire(channel, route, this::fail);
        long maxQueued = (long) MAX_SENDS * PeerSettings.MOST_MAX_MESSAGE;
        this.connection =
                new Connection(
                        wire,
                        new ConnectionSettings(
                                maxQueued, settings.closePatience(), settings.clock(), settings.observer()));
        wire.attach(connection);
        this.inbox = new PausingQueue<>(connection::execute, connection::reading);
        var local =
                new LocalPeer(
                        key,
                        settings.instance(),
                        settings.suites(),
                        settings.compression() ? Set.of(CompressionPlugin.FEATURE) : Set.of(),
                        settings.maxMessage());
        var remote = new RemotePeer(channel.peer(), channel.instance());
        this.encryption =
                new EncryptionPlugin(
                        initiating ? new InitiatorHandshake(local, remote) : null,
                        initiating ? null : new AcceptorHandshake(local, remote),
                        new Progress());
    }

    /// Encrypts a channel that this end has opened. The channel belongs to the connection from then on.
    ///
    /// @param key this end's identity, that of its link; not closed here
    /// @return the connection when both ends have proven themselves. Fails with an [EncryptionException] when the
    ///     handshake does, or takes too long; the channel is closed then, and also when this is cancelled
    public static Mono<PeerConnection> initiate(Channel channel, SigningKey key, PeerSettings settings) {
        return made(channel, key, settings, true);
    }

    /// Encrypts a channel that this end has accepted; otherwise like [#initiate].
    public static Mono<PeerConnection> accept(Channel channel, SigningKey key, PeerSettings settings) {
        return made(channel, key, settings, false);
    }

    private static Mono<PeerConnection> made(
            Channel channel, SigningKey key, PeerSettings settings, boolean initiating) {
        return Mono.create(sink -> new PeerConnection(channel, key, settings, initiating).start(sink));
    }

    /// Who is at the other end: proven.
    public Identity peer() {
        return channel.peer();
    }

    /// Which of the peer's devices, as the peer says.
    public String instance() {
        return channel.instance();
    }

    /// Tells the connections of this process apart, in statistics and logs.
    public ConnectionId id() {
        return connection.id();
    }

    /// Where it is in its life.
    public ConnectionState state() {
        return connection.state();
    }

    /// How the keys were agreed on.
    public AgreementSuite suite() {
        return keys().suite();
    }

    /// The longest message that may be sent, in bytes: what the peer takes, but at most 16 MiB.
    public int maxMessage() {
        return Math.min(keys().maxMessage(), PeerSettings.MOST_MAX_MESSAGE);
    }

    /// The chain, from the wire to the application.
    public List<String> plugins() {
        return connection.plugins();
    }

    /// Sends messages, each as it is, up to [#maxMessage]. The publisher is asked for one at a time, when the last one
    /// was encrypted and there is room on the way; a buffer must not change until the next one is asked for. Sends
    /// from several calls take turns message by message; up to 64 at once.
    ///
    /// What is ready at the same time leaves with one flush, and at once when nothing else waits: the connection's
    /// [one.commserver.wire.OutgoingQueue] sees to that, and below it the link's.
    ///
    /// @return completes when all have left for the channel, which doesn't mean that the peer has them. Fails with the
    ///     publisher's error, which leaves the connection open, as does [Reason#TOO_LARGE]; with [Reason#CLOSED] when
    ///     the connection has ended or is closing; with [IllegalStateException] beyond 64
    public Mono<Void> send(Publisher<? extends ByteBuffer> messages) {
        return sending(Flux.from(messages).concatMap(each -> sendOne(RecordHead.Kind.BINARY, each), 0));
    }

    /// Sends text messages; otherwise like [#send].
    public Mono<Void> sendText(Publisher<String> messages) {
        return sending(
                Flux.from(messages)
                        .concatMap(
                                each ->
                                        sendOne(
                                                RecordHead.Kind.TEXT,
                                                ByteBuffer.wrap(each.getBytes(StandardCharsets.UTF_8))),
                                0));
    }

    /// What the peer sends, message by message; a text message as its UTF-8. One subscriber at a time, which may cancel
    /// and let another one go on.
    ///
    /// Completes only behind the peer's authenticated end of the stream. Fails behind what has come with an
    /// [EncryptionException]: [Reason#TRUNCATED] when the channel ended without it, or what else was wrong.
    public Flux<ByteBuffer> receive() {
        return inbox.messages();
    }

    /// Closes the connection in order, behind what waits to leave: the peer is told that this was all. Publishers that
    /// aren't through fail. The peer's messages still come until its own end does.
    ///
    /// @return how it has ended; [one.commserver.wire.CloseStatus#ABNORMAL] if not all has left, for want of room
    ///     within the patience or because the channel ended: the peer sees a stream that was cut
    public Mono<ConnectionEnd> close() {
        return Mono.defer(() -> {
            connection.close(CloseReason.NORMAL);
            return ended();
        });
    }

    /// How it has ended; completes when it has.
    public Mono<ConnectionEnd> ended() {
        return connection.ended();
    }

    private Mono<Void> sending(Flux<Void> all) {
        return Mono.defer(() -> {
            if (sends.incrementAndGet() > MAX_SENDS) {
                sends.decrementAndGet();
                return Mono.error(new IllegalStateException("too many sends at once"));
            }
            return all.then().doFinally(signal -> sends.decrementAndGet());
        });
    }

    private Mono<Void> sendOne(RecordHead.Kind kind, ByteBuffer content) {
        return Mono.create(one -> {
            if (content.remaining() > maxMessage()) {
                one.error(new EncryptionException(Reason.TOO_LARGE, "a message is longer than the peer takes"));
                return;
            }
            ByteBuffer message = PeerMessage.of(new RecordHead(kind, false, false), content);
            connection.send(new ConnectionEvent.Binary(message));
            connection.queue(new Behind(one));
        });
    }

    private Encryption keys() {
        Encryption keys = agreed;
        if (keys == null) {
            throw new IllegalStateException("there are no keys yet");
        }
        return keys;
    }

    // All below belongs to the connection's thread.

    private void start(MonoSink<PeerConnection> newSink) {
        sink = newSink;
        Randomness.prepare();
        connection
                .addPlugin(new NetworkPlugin())
                .addPlugin(new StatisticsPlugin(connection, settings.observer()), Position.after(NetworkPlugin.NAME))
                .addPlugin(encryption, Position.after(StatisticsPlugin.NAME));
        connection.receive(this::event);
        newSink.onCancel(() -> connection.execute(this::abandon));
        connection.ended().subscribe(this::over);
        channel.flowing().subscribe(now -> flows = now);
        connection.execute(() -> {
            connection.label(ConnectionLabels.ofDialect("peer"));
            connection.become(ConnectionState.CONNECTING);
            connection.become(ConnectionState.CONNECTED);
            connection.become(ConnectionState.AUTHENTICATING);
            connection.schedule(settings.handshakeTimeout(), this::handshakeOverdue);
            wire.start();
            encryption.start();
        });
    }

    private void handshakeOverdue() {
        if (agreed == null) {
            fail(new EncryptionException(Reason.TIMED_OUT, "the handshake took too long"));
        }
    }

    /// Nobody waits for the handshake any more.
    private void abandon() {
        if (agreed == null) {
            fail(new EncryptionException(Reason.CLOSED, "given up"));
        } else {
            connection.close(CloseReason.NORMAL);
        }
    }

    /// What has come through the chain. A close is the peer's authenticated end, never the channel's.
    private void event(ConnectionEvent event) {
        if (event instanceof ConnectionEvent.Closing) {
            inbox.end(null);
        }
        if (!(event instanceof ConnectionEvent.Binary(ByteBuffer data))) {
            return;
        }
        RecordHead head = PeerMessage.head(data);
        if (!head.isMessage() || head.deflated()) {
            throw new EncryptionException(Reason.MALFORMED, "a message of a form that wasn't agreed on");
        }
        inbox.add(PeerMessage.content(data));
    }

    private void fail(Throwable why) {
        if (failure == null && !connection.state().isFinal()) {
            failure = why;
            wire.reason("encryption_failed");
            connection.problem(
                    new ConnectionProblem(
                            String.valueOf(why.getMessage()), ErrorCode.Category.ENCRYPTION, ErrorCode.Severity.ERROR));
            connection.terminate(CloseReason.POLICY_VIOLATION);
        }
    }

    private void over(ConnectionEnd end) {
        encryption.wipe();
        Throwable why = failure;
        if (why == null && !peerEnded) {
            why = new EncryptionException(Reason.TRUNCATED, "the channel ended before the peer's last word");
        }
        inbox.end(why);
        if (sink != null && agreed == null && why != null) {
            sink.error(why);
        }
    }

    @Override
    public String toString() {
        return "PeerConnection[" + connection + ", " + wire.route() + "]";
    }

    private final class Progress implements EncryptionPlugin.Listener {

        @Override
        public void agreed(Encryption keys) {
            boolean compressed = keys.features().contains(CompressionPlugin.FEATURE);
            connection.addPlugin(new FragmentationPlugin(settings.maxMessage()), Position.after(EncryptionPlugin.NAME));
            if (compressed) {
                connection.addPlugin(
                        new CompressionPlugin(settings.maxMessage()), Position.after(FragmentationPlugin.NAME));
            }
            // while the channel is interrupted nobody can give a sign
            keepAlive =
                    new KeepAlivePlugin(
                            settings.keepAlive(),
                            settings.clock(),
                            () -> inbox.isPaused() || !flows,
                            PeerConnection.this::fail);
            connection.addPlugin(
                    keepAlive, Position.after(compressed ? CompressionPlugin.NAME : FragmentationPlugin.NAME));
            connection.label(new ConnectionLabels("peer", null, channel.peer(), channel.instance()));
            for (ConnectionState next :
                    List.of(
                            ConnectionState.AUTHENTICATED,
                            ConnectionState.ENCRYPTING,
                            ConnectionState.ENCRYPTED,
                            ConnectionState.ACTIVE)) {
                connection.become(next);
            }
            agreed = keys;
            if (sink != null) {
                sink.success(PeerConnection.this);
            }
        }

        @Override
        public void heard() {
            KeepAlivePlugin present = keepAlive;
            if (present != null) {
                present.heard();
            }
        }

        @Override
        public void failed(Throwable why) {
            fail(why);
        }

        @Override
        public void peerEnded() {
            wire.endSeen();
            peerEnded = true;
        }
    }

    /// Leaves right behind a message, and so tells that it has left.
    private record Behind(MonoSink<Void> sink) implements Departure {

        @Override
        public int bytes() {
            return 0;
        }

        @Override
        public void depart() {
            sink.success();
        }

        @Override
        public void drop() {
            sink.error(new EncryptionException(Reason.CLOSED, "the connection has ended"));
        }
    }
}
