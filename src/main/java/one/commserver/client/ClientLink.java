package one.commserver.client;

import one.commserver.client.ClientException.ServerViolation;
import one.commserver.client.flow.FlowViolationException;
import one.commserver.client.request.Requester;
import one.commserver.client.request.Requests;
import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionEnd;
import one.commserver.connection.ConnectionId;
import one.commserver.connection.ConnectionProblem;
import one.commserver.connection.ConnectionState;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.protocol.AuthenticationMessage;
import one.commserver.protocol.AuthenticationMessage.AuthSuccess;
import one.commserver.protocol.AuthenticationMessage.Limits;
import one.commserver.protocol.ChannelMessage;
import one.commserver.protocol.ClientMessage;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.ConnectionMessage.ConnectionConflict;
import one.commserver.protocol.ConnectionMessage.HeartbeatAck;
import one.commserver.protocol.ConnectionMessage.ServerDraining;
import one.commserver.protocol.DiscoveryMessage;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.MalformedMessageException;
import one.commserver.protocol.PairingMessage;
import one.commserver.protocol.ServerMessage;
import one.commserver.protocol.SyncMessage;
import one.commserver.wire.ConnectionEvent;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/// One authenticated connection to the server. It lives until either side closes it or the socket breaks, and doesn't
/// connect again by itself: a [ClientSession] does. Channels outlive it, as long as the session does.
///
/// Spec: chapters 4, 8 and 10.
public final class ClientLink implements Requester {

    private final Session session;
    private final Connection connection;
    private final AuthSuccess success;
    private final Pulse pulse;
    private final Requests requests = new Requests();
    private final Runnable sessionOver;
    private final Sinks.Many<ErrorMessage> errors = Sinks.many().multicast().directBestEffort();
    private final Sinks.Many<ServerMessage> notices = Sinks.many().multicast().directBestEffort();
    private final Sinks.One<LinkEnd> closed = Sinks.one();
    private @Nullable ErrorMessage lastError;
    private @Nullable ServerDraining draining;
    private @Nullable ClientException cause;
    private @Nullable ClientException gone;

    /// On the session's thread, before anything behind `auth_success` is read.
    ///
    /// @param sessionOver run when the session has ended together with the link
    ClientLink(Session session, Connection connection, AuthSuccess success, Pulse pulse, Runnable sessionOver) {
        this.session = session;
        this.connection = connection;
        this.success = success;
        this.pulse = pulse;
        this.sessionOver = sessionOver;
        connection.receive(this::event);
        connection.ended().subscribe(this::ended);
        connection.become(ConnectionState.ACTIVE);
        try {
            session.attach(connection, success);
        } catch (ServerViolation violation) {
            broken(violation);
        }
    }

    /// Tells the connections of this process apart, in statistics and logs.
    public ConnectionId id() {
        return connection.id();
    }

    /// Where it is in its life.
    public ConnectionState state() {
        return connection.state();
    }

    /// Whether it can be used.
    boolean isOpen() {
        return state() == ConnectionState.ACTIVE;
    }

    /// Who this client is.
    @Override
    public Identity identity() {
        return session.settings().key().identity();
    }

    @Override
    public String authority() {
        return session.settings().address().audience();
    }

    /// What the server allows.
    public Limits limits() {
        return success.limits();
    }

    @Override
    public Mono<Limits> allowed() {
        return Mono.just(limits());
    }

    /// What the server can do, in words.
    public List<String> capabilities() {
        return success.capabilities();
    }

    /// Whether an earlier session goes on, and with it its channels.
    public boolean isResumed() {
        return success.resumed();
    }

    /// Asks a peer for a channel; whichever of its devices accepts first has it.
    ///
    /// @return see [#openChannel(Identity, String)]
    public Mono<Channel> openChannel(Identity to) {
        return opening(to, null, null, null);
    }

    /// Asks one device of a peer for a channel.
    ///
    /// Two peers that open at once get one channel: both sides' openings give the one whose opener has the smaller
    /// identity, and nobody sees an offer. See [Channels].
    ///
    /// @param instance the device
    /// @return the channel, open. Fails with [ClientException.RequestRefused] (`peer_unreachable`, `channel_rejected`,
    ///     `offer_timeout`, …), [ClientException.RequestTimedOut], [ClientException.LimitReached] or
    ///     [ClientException.LinkClosed]. Cancelling closes the channel should it be opened later
    public Mono<Channel> openChannel(Identity to, String instance) {
        return opening(to, instance, null, null);
    }

    /// Asks an inviter for a channel before the pairing. The server closes it after a time unless the two are paired.
    ///
    /// @param invite the invite's id
    /// @param proof the signature of the invite's key, for this identity
    /// @return see [#openChannel(Identity, String)]
    public Mono<Channel> openChannel(Identity inviter, Bytes invite, Bytes proof) {
        return opening(inviter, null, invite, proof);
    }

    /// Sends a request about invites, pairings, discovery or mailboxes and waits for its answer.
    ///
    /// @param message makes the request with the `ref` that it is to bear
    /// @param answer the type of its answer
    /// @return the answer. Fails with [ClientException.RequestRefused], [ClientException.RequestTimedOut],
    ///     [ClientException.TooManyRequests] beyond 64 that wait, or [ClientException.LinkClosed]
    @Override
    public <M extends ServerMessage> Mono<M> request(
            Function<String, ? extends ClientMessage> message, Class<M> answer) {
        return Mono.<ServerMessage>create(
                        sink -> {
                            var ref = new AtomicReference<@Nullable String>();
                            sink.onDispose(() -> session.execute(() -> requests.forget(ref.get())));
                            session.execute(() -> ref.set(ask(message, answer, sink)));
                        })
                .timeout(
                        session.after(session.settings().requestTimeout()),
                        Mono.error(() ->
                                new ClientException.RequestTimedOut(
                                        answer.getSimpleName(), session.settings().requestTimeout())))
                .cast(answer);
    }

    /// What peers ask for. While nobody listens, offers are declined (`not_listening`), so subscribe where the link is
    /// handed over, in a `flatMap` behind `connect`; up to 64 wait for a listener that is slow, and up to 1024 for an
    /// answer, beyond that they are declined (`busy`). Each of several listeners gets each offer, and the first answer
    /// counts. Completes with the link.
    public Flux<IncomingOffer> offers() {
        return session.openings().offers().takeUntilOther(closed.asMono());
    }

    /// Sends a heartbeat and waits for its answer. On a control link that happens by itself as often as the server
    /// wants.
    ///
    /// @return the round trip. Fails with [ClientException.RequestTimedOut], [ClientException.LimitReached] beyond 16
    ///     that wait, [ClientException.RequestRefused] or [ClientException.LinkClosed]
    public Mono<Duration> heartbeat() {
        return pulse.heartbeat(session, this::gone);
    }

    /// Sends a WebSocket ping, past whatever waits to be sent, and waits for its answer.
    ///
    /// @return the round trip; fails like [#heartbeat]
    public Mono<Duration> ping() {
        return pulse.ping(session);
    }

    /// Errors of the server's that answer no request. Whoever is slow misses some. Completes with the link.
    public Flux<ErrorMessage> errors() {
        return errors.asFlux();
    }

    /// What the server wants to be known: `connection_conflict`, `server_draining`, `pair_notice`, `pair_revoked`,
    /// `presence`, `sync_available`, `sync_receipt`, and warnings, such as `rate_limited`. Whoever is slow misses some.
    /// Completes with the link.
    @Override
    public Flux<ServerMessage> notices() {
        return notices.asFlux();
    }

    /// Ends link and session in order, behind what waits to be sent.
    ///
    /// @return how it has ended
    public Mono<LinkEnd> close() {
        return Mono.defer(() -> {
            sessionOver.run();
            connection.close(CloseReason.NORMAL);
            return closed();
        });
    }

    /// Ends link and session at once; what waits is lost.
    ///
    /// @return how it has ended
    public Mono<LinkEnd> terminate() {
        return Mono.defer(() -> {
            sessionOver.run();
            connection.terminate(CloseReason.NORMAL);
            return closed();
        });
    }

    /// How the link has ended; completes when it has.
    public Mono<LinkEnd> closed() {
        return closed.asMono();
    }

    /// The link is as good as dead.
    void giveUp(ClientException why) {
        session.execute(() -> {
            cause = cause == null ? why : cause;
            // not 1000, which would end the session: it is the link that is dead
            connection.terminate(CloseReason.TRY_AGAIN_LATER);
        });
    }

    /// Its session goes on with another link. The server ends this one when it hears so, unless its socket is dead:
    /// then it is given up.
    void leaveBehind() {
        var _ = session.whenOverdue(() -> giveUp(ClientException.LinkClosed.replaced()));
    }

    private Mono<Channel> opening(
            Identity to, @Nullable String instance, @Nullable Bytes invite, @Nullable Bytes proof) {
        if (connection.labels().kind() == ConnectionKind.DISCOVERY) {
            return Mono.error(() -> new IllegalStateException("a discovery link carries no channels"));
        }
        return session.openings()
                .opening(
                        this,
                        to,
                        instance,
                        (ref, limit) -> new ChannelMessage.ChannelOpen(ref, to, instance, limit, invite, proof));
    }

    /// Why nothing can be asked for on it any more. On the session's thread.
    @Nullable ClientException gone() {
        return gone == null && !session.isLinkedBy(connection) ? ClientException.LinkClosed.replaced() : gone;
    }

    private void event(ConnectionEvent event) {
        if (cause != null) {
            return;
        }
        try {
            switch (event) {
                case ConnectionEvent.Text(String text, int _) -> text(text);
                case ConnectionEvent.Binary(var data) when session.isLinkedBy(connection) ->
                        session.channels().frame(data);
                // what a link that was taken over still brings is no longer about the session's channels
                case ConnectionEvent.Binary _ -> {}
                case ConnectionEvent.Violation(ErrorCode code) -> violated(code.text());
                case ConnectionEvent.Closing _, ConnectionEvent.Ping _, ConnectionEvent.Pong _ -> {}
            }
        } catch (ServerViolation violation) {
            broken(violation);
        } catch (FlowViolationException violation) {
            violated(String.valueOf(violation.getMessage()));
        }
    }

    private void text(String text) {
        ServerMessage message;
        try {
            message = session.codec().decodeServer(text);
        } catch (MalformedMessageException malformed) {
            if (malformed.code() != ErrorCode.UNKNOWN_TYPE) {
                violated(malformed.sentence());
            }
            return;
        }
        lastError = null;
        switch (message) {
            case ChannelMessage.FromServer about when session.isLinkedBy(connection) ->
                    session.channels().message(about);
            case ChannelMessage.FromServer _ -> {}
            case HeartbeatAck ack -> pulse.acknowledged(connection, ack.ref());
            case ConnectionConflict conflict -> notices.tryEmitNext(conflict);
            case ServerDraining announced -> {
                draining = announced;
                notices.tryEmitNext(announced);
            }
            case PairingMessage.FromServer _, DiscoveryMessage.FromServer _, SyncMessage.FromServer _ -> about(message);
            case ErrorMessage error -> error(error);
            case AuthenticationMessage.FromServer _ -> violated("authentication goes on behind its end");
        }
    }

    private @Nullable String ask(
            Function<String, ? extends ClientMessage> message,
            Class<? extends ServerMessage> answer,
            MonoSink<ServerMessage> sink) {
        String ref = requests.expect(answer, sink, ClientException.TooManyRequests::new);
        if (ref != null) {
            try {
                connection.send(session.codec().encode(message.apply(ref)));
            } catch (IllegalArgumentException broken) {
                requests.refused(ref, broken);
            }
        }
        return ref;
    }

    private void about(ServerMessage message) {
        if (message.ref() == null) {
            notices.tryEmitNext(message);
        } else if (!requests.answered(message.ref(), message)) {
            violated("an answer to another request");
        }
    }

    private void error(ErrorMessage error) {
        String ref = error.ref();
        if (ref != null
                && (pulse.refused(ref, new ClientException.RequestRefused(error))
                        || requests.refused(ref, new ClientException.RequestRefused(error))
                        || (session.isLinkedBy(connection) && session.channels().refused(ref, error)))) {
            return;
        }
        lastError = error;
        connection.problem(new ConnectionProblem(error.code(), error.category(), error.severity()));
        if (error.severity().compareTo(ErrorCode.Severity.WARNING) > 0) {
            errors.tryEmitNext(error);
        } else {
            notices.tryEmitNext(error);
        }
    }

    private void violated(String what) {
        broken(new ServerViolation(what));
    }

    private void broken(ServerViolation violation) {
        cause = violation;
        connection.problem(
                new ConnectionProblem(
                        String.valueOf(violation.getMessage()), ErrorCode.Category.PROTOCOL, ErrorCode.Severity.ERROR));
        connection.close(CloseReason.PROTOCOL_ERROR);
    }

    private void ended(ConnectionEnd end) {
        boolean remote = end.by() == ConnectionEnd.By.REMOTE;
        LinkEnd how = new LinkEnd(end.status(), end.by(), remote ? lastError : null, cause, draining);
        ClientException failure = new ClientException.LinkClosed(how);
        gone = failure;
        pulse.end(failure);
        requests.end(failure);
        session.detach(connection, how, failure);
        errors.tryEmitComplete();
        notices.tryEmitComplete();
        closed.tryEmitValue(how);
    }

    @Override
    public String toString() {
        return "ClientLink[" + connection + ", " + identity() + "]";
    }
}
