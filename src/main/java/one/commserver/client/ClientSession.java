package one.commserver.client;

import one.commserver.client.authentication.AuthenticationException;
import one.commserver.client.request.Requester;
import one.commserver.client.timing.Backoff;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.protocol.AuthenticationMessage.Limits;
import one.commserver.protocol.ClientMessage;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.ConnectionMessage.ServerDraining;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.ServerMessage;

import org.jspecify.annotations.Nullable;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Keeps a link of one kind and lane alive: when it is lost it connects again, at once at first, then after pauses that
/// grow, until it is closed or the server says not to. Channels go on by themselves, see [Channel]. Safe from any
/// thread.
///
/// When the server goes away it leaves at the moment that it was given, and a part of a second later: it connects anew,
/// and only when that has succeeded the former link is let go of. Until then, and in between attempts, the former one
/// works. Who was closed before its moment waits for it.
///
/// Spec: chapter 3, session; chapter 10, reconnect; chapter 11.
public final class ClientSession implements Requester {

    /// Where a session is.
    public enum State {
        /// It was not opened yet.
        NEW,
        /// A link is being made.
        CONNECTING,
        /// There is a link.
        CONNECTED,
        /// The link was lost, or could not be made; the next attempt waits for its time.
        WAITING,
        /// It is over.
        CLOSED
    }

    /// A link that has lived for so long was a good one: the next loss is the first of a row.
    static final Duration GOOD = Duration.ofSeconds(60);

    private final CommClient client;
    private final ConnectionKind kind;
    private final String lane;
    private final Session session;
    private final Backoff backoff = new Backoff(() -> ThreadLocalRandom.current().nextDouble());
    private final Sinks.Many<State> states = Sinks.many().replay().latestOrDefault(State.NEW);
    private final Sinks.Many<ClientLink> links = Sinks.many().replay().latest();
    private final Sinks.Many<Throwable> failures = Sinks.many().multicast().directBestEffort();
    private final Sinks.One<Boolean> closed = Sinks.one();
    private final Disposable.Swap next = Disposables.swap();
    private volatile State state = State.NEW;
    private volatile @Nullable ClientLink link;
    private long linkedAt;
    private boolean leaving;
    private boolean dialling;

    ClientSession(CommClient client, ConnectionKind kind, String lane, Session session) {
        this.client = client;
        this.kind = kind;
        this.lane = lane;
        this.session = session;
    }

    /// Begins to connect. Whoever listens for offers subscribes before. Once; later calls do nothing.
    ///
    /// @return this
    public ClientSession open() {
        session.execute(() -> {
            if (state == State.NEW) {
                dial();
            }
        });
        return this;
    }

    /// Where it is now.
    public State state() {
        return state;
    }

    /// Where it is, and whenever that changes. Whoever is slow gets the latest one. Completes when it is over.
    public Flux<State> states() {
        return states.asFlux().onBackpressureLatest();
    }

    /// The link there is, if there is one.
    public Optional<ClientLink> link() {
        return Optional.ofNullable(link).filter(ClientLink::isOpen);
    }

    /// The link there is, and each that follows. Whoever is slow gets the latest one. Completes when it is over.
    public Flux<ClientLink> links() {
        return links.asFlux().onBackpressureLatest();
    }

    /// Why attempts to connect have failed, each time from now on; others follow unless [#closed] says so. Whoever is
    /// slow misses some. Completes when it is over.
    public Flux<Throwable> failures() {
        return failures.asFlux().takeUntilOther(over());
    }

    /// Asks a peer for a channel; whichever of its devices accepts first has it. While there is no link it waits for
    /// the next one, for the time of one request.
    ///
    /// @return see [ClientLink#openChannel(Identity, String)]; also fails with [ClientException.SessionClosed]
    public Mono<Channel> openChannel(Identity to) {
        return onLink(present -> present.openChannel(to));
    }

    /// Asks one device of a peer for a channel.
    ///
    /// @return see [#openChannel(Identity)]
    public Mono<Channel> openChannel(Identity to, String instance) {
        return onLink(present -> present.openChannel(to, instance));
    }

    /// Asks an inviter for a channel before the pairing.
    ///
    /// @return see [ClientLink#openChannel(Identity, Bytes, Bytes)]; also fails with [ClientException.SessionClosed]
    public Mono<Channel> openChannel(Identity inviter, Bytes invite, Bytes proof) {
        return onLink(present -> present.openChannel(inviter, invite, proof));
    }

    @Override
    public Identity identity() {
        return session.settings().key().identity();
    }

    @Override
    public String authority() {
        return session.settings().address().audience();
    }

    /// Sends a request over the link there is, or the next one, and waits for its answer. It isn't repeated: whoever
    /// asks knows whether it may be.
    ///
    /// @return see [ClientLink#request]; also fails with [ClientException.SessionClosed]
    @Override
    public <M extends ServerMessage> Mono<M> request(
            Function<String, ? extends ClientMessage> message, Class<M> answer) {
        return onLink(present -> present.request(message, answer));
    }

    @Override
    public Mono<Limits> allowed() {
        return onLink(ClientLink::allowed);
    }

    /// What peers ask for, on whichever link; see [ClientLink#offers]. Completes when the session is over.
    public Flux<IncomingOffer> offers() {
        return session.openings().offers().takeUntilOther(over());
    }

    /// Errors of the server's that answer no request; see [ClientLink#errors]. Completes when the session is over.
    public Flux<ErrorMessage> errors() {
        return links.asFlux().onBackpressureLatest().switchMap(ClientLink::errors).takeUntilOther(over());
    }

    /// What the server wants to be known; see [ClientLink#notices]. Completes when the session is over.
    @Override
    public Flux<ServerMessage> notices() {
        return links.asFlux().onBackpressureLatest().switchMap(ClientLink::notices).takeUntilOther(over());
    }

    /// Ends the session, in order if there is a link. Channels end with it.
    ///
    /// @return completes when all has ended
    public Mono<Void> close() {
        return Mono.<ClientLink>create(sink ->
                        session.execute(() -> {
                            @Nullable ClientLink last = link;
                            finish(null);
                            sink.success(last);
                        }))
                .flatMap(ClientLink::close)
                .then();
    }

    /// Completes when the session was closed here. Fails if nobody is to connect again by himself: with
    /// [ClientException.LinkClosed], or with [AuthenticationException].
    public Mono<Void> closed() {
        return closed.asMono().then();
    }

    boolean isOver() {
        return state == State.CLOSED;
    }

    private <T> Mono<T> onLink(Function<ClientLink, Mono<T>> use) {
        ClientSettings settings = session.settings();
        return links.asFlux()
                .filter(ClientLink::isOpen)
                .next()
                .switchIfEmpty(Mono.error(ClientException.SessionClosed::new))
                .timeout(
                        session.after(settings.requestTimeout()),
                        Mono.error(() -> new ClientException.RequestTimedOut("connect", settings.requestTimeout())))
                .flatMap(use);
    }

    private Mono<Void> over() {
        return closed().onErrorComplete();
    }

    // All below belongs to the session's thread.

    private void dial() {
        dialling = true;
        if (link == null) {
            become(State.CONNECTING);
        }
        next.update(
                client.connect(kind, lane).subscribe(this::linked, failure -> session.execute(() -> failed(failure))));
    }

    /// Before anything is read behind `auth_success`.
    private void linked(ClientLink made) {
        if (isOver()) {
            made.terminate().subscribe();
            return;
        }
        ClientLink former = link;
        link = made;
        leaving = false;
        dialling = false;
        linkedAt = session.settings().nanoClock().nanos();
        become(State.CONNECTED);
        links.tryEmitNext(made);
        made.notices().ofType(ServerDraining.class).subscribe(told -> leave(made, told));
        made.closed().subscribe(end -> session.execute(() -> lost(made, end)));
        if (former != null) {
            letGo(former, made);
        }
    }

    /// The server goes away: this link is to be left at its moment. A server that says so again and again is heeded
    /// with pauses that grow.
    private void leave(ClientLink from, ServerDraining told) {
        if (isOver() || !from.equals(link) || dialling) {
            return;
        }
        leaving = true;
        startAnewIfGood();
        schedule(backoff.untilLeaving(Duration.ofMillis(told.reconnectAfterMs())));
    }

    /// Who goes on with the session is replaced by the server itself, which may be too late for that.
    private void letGo(ClientLink former, ClientLink made) {
        if (made.isResumed()) {
            former.leaveBehind();
        } else {
            former.close().subscribe();
        }
    }

    private void lost(ClientLink gone, LinkEnd end) {
        if (isOver() || !gone.equals(link)) {
            return;
        }
        link = null;
        boolean goesOn = end.reconnect() != CloseReason.Reconnect.NO;
        // whoever leaves may be replaced by itself before it knows
        if (leaving && dialling && (goesOn || end.isReplaced())) {
            become(State.CONNECTING);
            return;
        }
        if (leaving && goesOn && end.isRestart()) {
            become(State.WAITING);
            return;
        }
        leaving = false;
        startAnewIfGood();
        again(end.reconnect(), end.error(), new ClientException.LinkClosed(end));
    }

    private void startAnewIfGood() {
        if (session.settings().nanoClock().nanos() - linkedAt >= GOOD.toNanos()) {
            backoff.reset();
        }
    }

    private void failed(Throwable failure) {
        if (isOver()) {
            return;
        }
        dialling = false;
        failures.tryEmitNext(failure);
        switch (failure) {
            case AuthenticationException refused -> again(refused.reconnect(), refused.error(), refused);
            case ClientException violated -> again(CloseReason.Reconnect.NO, null, violated);
            default -> again(CloseReason.Reconnect.LATER, null, failure);
        }
    }

    private void again(CloseReason.Reconnect advice, @Nullable ErrorMessage error, Throwable cause) {
        if (advice == CloseReason.Reconnect.NO) {
            if (link == null) {
                finish(cause);
            } else {
                // it can't leave; whatever becomes of the link there is tells more
                leaving = false;
            }
            return;
        }
        Long asked = error == null ? null : error.retryAfterMs();
        Duration pause =
                backoff.next(
                        advice == CloseReason.Reconnect.NOW, Duration.ofMillis(Objects.requireNonNullElse(asked, 0L)));
        schedule(pause);
    }

    private void schedule(Duration pause) {
        if (pause.isZero()) {
            dial();
            return;
        }
        next.update(
                session.settings()
                        .timers()
                        .schedule(() -> session.execute(this::dueAgain), pause.toMillis(), TimeUnit.MILLISECONDS));
        if (link == null) {
            become(State.WAITING);
        }
    }

    private void dueAgain() {
        if (state == State.WAITING || (leaving && !dialling && !isOver())) {
            dial();
        }
    }

    /// @param cause null: it was wanted
    private void finish(@Nullable Throwable cause) {
        if (isOver()) {
            return;
        }
        become(State.CLOSED);
        link = null;
        next.dispose();
        session.abandon();
        states.tryEmitComplete();
        links.tryEmitComplete();
        if (cause == null) {
            closed.tryEmitEmpty();
        } else {
            closed.tryEmitError(cause);
        }
    }

    private void become(State now) {
        state = now;
        states.tryEmitNext(now);
    }

    @Override
    public String toString() {
        return "ClientSession[" + kind.wireName() + " " + lane + ", " + state + "]";
    }
}
