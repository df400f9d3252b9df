package one.commserver.session.link;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionEnd;
import one.commserver.connection.ConnectionProblem;
import one.commserver.connection.ConnectionState;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.MalformedMessageException;
import one.commserver.protocol.MessageCodec;
import one.commserver.protocol.RefusedException;
import one.commserver.protocol.ServerMessage;
import one.commserver.registry.RegistryUnavailableException;
import one.commserver.telemetry.LogFields;
import one.commserver.transport.Link;
import one.commserver.wire.CloseStatus;
import one.commserver.wire.ConnectionEvent;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// One link from its first frame to its end. What a text frame means depends on the [Phase] that the link is in; each
/// phase hands over to the next one.
///
/// Everything happens on the link's thread, but for what has to wait, which is done in order by [Work].
public final class LinkSession {

    private static final Logger LOG = LoggerFactory.getLogger(LinkSession.class);
    private static final Duration THROTTLE_NOTICE = Duration.ofSeconds(1);

    private final Link link;
    private final Connection connection;
    private final LinkServices services;
    private final Work work;
    private final Admission.Ticket ticket;
    private final Disposable.Composite timeouts = Disposables.composite();
    private final Disposable.Swap life = Disposables.swap();
    private final Sinks.One<Parting> stopped = Sinks.one();
    private Phase phase;
    private boolean isKnown;
    private boolean ending;

    /// The same for other threads: what has waited for its turn isn't done any more.
    private volatile boolean stopping;

    private long lastThrottleNotice;
    private boolean throttleNoticed;

    /// @param ticket its place, which it gives back at its end
    /// @param first awaits the first frame
    public LinkSession(Link link, LinkServices services, Admission.Ticket ticket, Function<LinkSession, Phase> first) {
        this.link = link;
        this.connection = link.connection();
        this.services = services;
        this.ticket = ticket;
        this.work = new Work(link, services.sizes().now());
        this.phase = first.apply(this);
    }

    /// Serves the link; completes when it has ended and everything behind it is cleaned up.
    public Mono<Void> run() {
        connection.receive(this::on);
        link.onThrottled(this::throttled);
        timeouts.add(after(services.firstFrameTimeout(), this::firstFrameTimedOut));
        timeouts.add(after(services.authenticationTimeout(), this::authenticationTimedOut));
        return work.run()
                .and(stopped.asMono().flatMap(how -> phase.release(how)))
                .and(connection.ended().doOnNext(this::ended));
    }

    public Link link() {
        return link;
    }

    public Connection connection() {
        return connection;
    }

    public Admission.Ticket ticket() {
        return ticket;
    }

    /// Goes on with another phase, unless the link is ending.
    public void enter(Phase next) {
        if (!ending) {
            phase = next;
        }
    }

    /// Whether nothing that comes in counts any more: the session has ended it, or the connection is closing for
    /// reasons of its own.
    public boolean isEnding() {
        return ending || connection.state() == ConnectionState.CLOSING || connection.state().isFinal();
    }

    /// The client is known: it has all the time of the world from now on.
    public void authenticated() {
        isKnown = true;
        timeouts.dispose();
    }

    /// Ends the link in order when it has lived long enough.
    public void endAfter(Duration age, CloseReason reason) {
        life.update(after(age, () -> end(reason)));
    }

    /// Tells a client that speaks the native dialect something. Any thread.
    public void tell(ServerMessage message) {
        connection.send(MessageCodec.shared().encode(message));
    }

    /// Does something on the link's thread; what it throws becomes the outcome. Any thread.
    public Mono<Void> onLink(Runnable step) {
        return Mono.create(sink ->
                connection.execute(() -> {
                    try {
                        step.run();
                        sink.success();
                    } catch (RuntimeException failure) {
                        sink.error(failure);
                    }
                }));
    }

    /// Does something that has to wait, behind all else of that kind. What fails is told to the client.
    ///
    /// @param ref the mark of the message that asks for it, which an error repeats
    /// @param size of that message, in characters
    public void later(@Nullable String ref, Mono<Void> task, int size) {
        if (!work.add(size, inLine(ref, task))) {
            refuse(ErrorCode.SERVER_BUSY, ref);
        }
    }

    /// Does something of the server's own in line with what the client asks for. What fails is told to the client.
    ///
    /// @param task one of few: nothing counts them
    public void also(Mono<Void> task) {
        work.also(inLine(null, task));
    }

    private Mono<Void> inLine(@Nullable String ref, Mono<Void> task) {
        return Mono.defer(() -> stopping ? Mono.<Void>empty() : task)
                // what comes behind it is answered behind it
                .onErrorResume(failure -> onLink(() -> failed(failure, ref)));
    }

    /// Answers a request that failed. What was refused brings its own mark.
    private void failed(Throwable failure, @Nullable String ref) {
        switch (failure) {
            case RefusedException refused -> refuse(refused.error(), refused.code());
            case MalformedMessageException malformed -> refuse(malformed.toError(), malformed.code());
            case RegistryUnavailableException away ->
                    refuse(
                            ErrorMessage.of(ErrorCode.UNAVAILABLE, ref).retryAfter(away.retryAfter()),
                            ErrorCode.UNAVAILABLE);
            default -> {
                services.traces()
                        .write(more ->
                                LOG.atError()
                                        .addKeyValue(LogFields.CONNECTION, connection.id().toString())
                                        .setCause(failure)
                                        .log("Connection {} failed in the server{}", connection.id(), more));
                refuse(ErrorCode.INTERNAL_ERROR, ref);
            }
        }
    }

    /// Tells an error that answers nothing.
    public void refuse(ErrorCode code) {
        refuse(code, null);
    }

    private void refuse(ErrorCode code, @Nullable String ref) {
        refuse(ErrorMessage.of(code, ref), code);
    }

    /// Tells an error, and closes if the code says so. Before authentication all but one close.
    public void refuse(ErrorMessage error, ErrorCode code) {
        if (isEnding()) {
            return;
        }
        connection.problem(ConnectionProblem.of(code));
        phase.tell(error, code);
        phase.closes(code).ifPresent(this::end);
    }

    /// Hears nothing more from the client and closes; it may come back to its session.
    public void end(CloseReason reason) {
        end(CloseStatus.of(reason));
    }

    /// As [#end(CloseReason)], in other words.
    public void end(CloseStatus status) {
        end(status, new Parting.SessionStays());
    }

    /// Hears nothing more from the client and closes.
    public void end(CloseStatus status, Parting how) {
        if (!ending) {
            connection.deafen();
            stop(how);
            connection.close(status);
        }
    }

    private void on(ConnectionEvent event) {
        if (event instanceof ConnectionEvent.Closing) {
            connection.end().map(this::partingOf).ifPresent(this::stop);
        }
        if (isEnding()) {
            return;
        }
        try {
            switch (event) {
                case ConnectionEvent.Text(String text, int _) -> phase.text(text);
                case ConnectionEvent.Violation(ErrorCode code) -> refuse(code);
                default -> {}
            }
        } catch (RuntimeException failure) {
            failed(failure, null);
        }
    }

    private void ended(ConnectionEnd end) {
        stop(partingOf(end));
        ticket.release();
        work.end();
    }

    private Parting partingOf(ConnectionEnd end) {
        return Parting.of(end, services.registry().sessionsOutliveTheirNode());
    }

    private void stop(Parting how) {
        if (!ending) {
            ending = true;
            stopping = true;
            timeouts.dispose();
            life.dispose();
            phase.stopped(how);
            stopped.tryEmitValue(how);
        }
    }

    /// May have been waiting for its turn while the client was let in.
    private void authenticationTimedOut() {
        if (!isKnown) {
            refuse(ErrorCode.AUTH_TIMEOUT);
        }
    }

    private void firstFrameTimedOut() {
        if (!phase.hasBegun()) {
            refuse(ErrorCode.AUTH_TIMEOUT);
        }
    }

    private void throttled(Duration pause) {
        long now = services.clock().nanos();
        if (!throttleNoticed || now - lastThrottleNotice >= THROTTLE_NOTICE.toNanos()) {
            throttleNoticed = true;
            lastThrottleNotice = now;
            connection.problem(ConnectionProblem.of(ErrorCode.RATE_LIMITED));
            phase.tell(ErrorMessage.of(ErrorCode.RATE_LIMITED, null).retryAfter(pause), ErrorCode.RATE_LIMITED);
        }
    }

    private Disposable after(Duration delay, Runnable task) {
        return services.timers().schedule(() -> connection.execute(task), delay.toMillis(), TimeUnit.MILLISECONDS);
    }
}
