package one.commserver.client.one;

import one.commserver.client.flow.PausingQueue;
import one.commserver.client.one.plugin.OneEncryptionPlugin;
import one.commserver.client.one.plugin.OneException;
import one.commserver.client.one.plugin.OneException.Reason;
import one.commserver.client.one.plugin.OneFragmentationPlugin;
import one.commserver.client.one.plugin.OneKeepAlivePlugin;
import one.commserver.client.one.plugin.Side;
import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionEnd;
import one.commserver.connection.ConnectionId;
import one.commserver.connection.ConnectionState;
import one.commserver.crypto.box.BoxKey;
import one.commserver.crypto.box.BoxPublicKey;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;
import one.commserver.wire.CloseStatus;
import one.commserver.wire.ConnectionEvent;
import one.commserver.wire.Departure;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Two peers of the ONE dialect who have proven to each other that they own their keys, and what they send encrypted.
/// Messages come out whole, in order, each once, or the connection fails. Safe from any thread; signals come on the
/// connection's thread.
///
/// The dialect doesn't protect the end: whoever is between the peers can cut the last messages off, and make it look
/// like a close.
public final class OneConnection {

    private static final int MAX_REASON = 100;

    private final Connection connection;
    private final BoxPublicKey own;
    private final BoxPublicKey peer;
    private final OneEncryptionPlugin encryption;
    private final PausingQueue<OnePayload> inbox;
    private final AtomicInteger sends = new AtomicInteger();
    private @Nullable OneException failure;

    /// On the connection's thread, before anything that is encrypted was read.
    ///
    /// @param key the session's, which is the connection's from then on
    OneConnection(
            Connection connection, BoxKey key, Side side, BoxPublicKey own, BoxPublicKey peer, OneSettings settings) {
        this.connection = connection;
        this.own = own;
        this.peer = peer;
        this.encryption = new OneEncryptionPlugin(key, side, this::fail);
        this.inbox = new PausingQueue<>(connection::execute, connection::reading);
        connection
                .addPlugin(encryption)
                .addPlugin(
                        new OneKeepAlivePlugin(
                                settings.keepAlivePulse(),
                                settings.keepAlivePatience(),
                                settings.clock(),
                                inbox::isPaused,
                                this::fail))
                .addPlugin(new OneFragmentationPlugin(settings.maxMessage(), this::fail));
        connection.receive(this::event);
        connection.ended().subscribe(this::over);
    }

    /// This end's key.
    public BoxPublicKey own() {
        return own;
    }

    /// The peer's key: proven.
    public BoxPublicKey peer() {
        return peer;
    }

    /// Tells the connections of this process apart, in statistics and logs.
    public ConnectionId id() {
        return connection.id();
    }

    /// Where it is in its life.
    public ConnectionState state() {
        return connection.state();
    }

    /// The chain, from the wire to the application.
    public List<String> plugins() {
        return connection.plugins();
    }

    /// Sends bytes, message by message, each up to 16 MiB; what a peer takes depends on it. The publisher is asked for
    /// one at a time, when the last one was encrypted and there is room on the way; a buffer must not change until the
    /// next one is asked for. Sends from several calls take turns message by message; up to 64 at once.
    ///
    /// @return completes when all have left for the socket, which doesn't mean that the peer has them. Fails with the
    ///     publisher's error, which leaves the connection open, as does [Reason#TOO_LARGE]; with [Reason#CLOSED] when
    ///     the connection has ended or is closing; with [IllegalStateException] beyond 64
    public Mono<Void> send(Publisher<? extends ByteBuffer> messages) {
        return sending(Flux.from(messages).map(ConnectionEvent.Binary::new));
    }

    /// Sends texts; otherwise like [#send]. A surrogate that stands alone and a byte order mark at the start don't come
    /// through.
    public Mono<Void> sendText(Publisher<String> messages) {
        return sending(Flux.from(messages).map(ConnectionEvent.Text::new));
    }

    /// What the peer sends, message by message. One subscriber at a time, which may cancel and let another one go on.
    /// Whoever doesn't take messages stops the peer.
    ///
    /// Completes behind a close. Fails behind what has come with an [OneException]: [Reason#CLOSED] when the connection
    /// was lost, or what else was wrong.
    public Flux<OnePayload> receive() {
        return inbox.messages();
    }

    /// Closes the connection in order, behind what waits to leave. Publishers that aren't through fail.
    ///
    /// @return how it has ended
    public Mono<ConnectionEnd> close() {
        return closing(CloseStatus.of(CloseReason.NORMAL));
    }

    /// Closes it like [#close], with a reason that the peer is told in the clear.
    ///
    /// @param reason printable ASCII, at most 100 characters
    /// @throws IllegalArgumentException for any other reason
    public Mono<ConnectionEnd> close(String reason) {
        if (reason.length() > MAX_REASON || !reason.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException("a reason has at most " + MAX_REASON + " printable ASCII characters");
        }
        return closing(new CloseStatus(CloseReason.NORMAL.code(), "Close called: " + reason));
    }

    /// How it has ended; completes when it has.
    public Mono<ConnectionEnd> ended() {
        return connection.ended();
    }

    private Mono<ConnectionEnd> closing(CloseStatus status) {
        return Mono.defer(() -> {
            connection.close(status);
            return ended();
        });
    }

    private Mono<Void> sending(Flux<? extends ConnectionEvent> messages) {
        return Mono.defer(() -> {
            if (sends.incrementAndGet() > OneSettings.MAX_SENDS) {
                sends.decrementAndGet();
                return Mono.error(new IllegalStateException("too many sends at once"));
            }
            return messages.concatMap(this::sendOne, 0).then().doFinally(signal -> sends.decrementAndGet());
        });
    }

    private Mono<Void> sendOne(ConnectionEvent message) {
        return Mono.create(one -> {
            if (message.bytes() > OneSettingsBuilder.MOST_MAX_MESSAGE) {
                one.error(new OneException(Reason.TOO_LARGE, "A message is longer than 16 MiB."));
                return;
            }
            connection.send(message);
            connection.queue(new Behind(one));
        });
    }

    // All below belongs to the connection's thread.

    private void event(ConnectionEvent event) {
        switch (event) {
            case ConnectionEvent.Text(String text, int _) -> inbox.add(new OnePayload.Text(text));
            case ConnectionEvent.Binary(ByteBuffer data) -> inbox.add(new OnePayload.Bytes(data));
            case ConnectionEvent.Violation(ErrorCode code) -> fail(Exchange.violated(code));
            case ConnectionEvent.Closing _, ConnectionEvent.Ping _, ConnectionEvent.Pong _ -> {}
        }
    }

    private void fail(OneException why) {
        if (failure == null && !connection.state().isFinal()) {
            failure = why;
            Exchange.end(connection, why);
        }
    }

    private void over(ConnectionEnd end) {
        encryption.wipe();
        boolean inOrder = end.by() == ConnectionEnd.By.LOCAL || end.status().text().startsWith("Close called");
        if (failure == null && !inOrder) {
            failure = new OneException(Reason.CLOSED, Exchange.words(end));
        }
        inbox.end(failure);
    }

    @Override
    public String toString() {
        return "OneConnection[" + connection + ", " + own + " <-> " + peer + "]";
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
            sink.error(new OneException(Reason.CLOSED, "The connection has ended."));
        }
    }
}
