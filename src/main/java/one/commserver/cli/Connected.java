package one.commserver.cli;

import one.commserver.cli.outcome.Causes;
import one.commserver.cli.outcome.ExitStatus;
import one.commserver.cli.outcome.Failure;
import one.commserver.cli.outcome.OwnThread;
import one.commserver.client.ClientLink;
import one.commserver.client.ClientSession;
import one.commserver.client.CommClient;
import one.commserver.client.CommClientBuilder;
import one.commserver.client.authentication.AuthenticationException;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionKind;

import reactor.core.publisher.Mono;

import java.time.Duration;

/// One identity's session at a server, for as long as a command runs.
final class Connected implements AutoCloseable {

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(3);

    private final ClientSession session;

    /// Begins to connect, when somebody waits for it.
    Connected(CommClientBuilder builder) {
        this.session = build(builder).session(ConnectionKind.DATA);
    }

    private static CommClient build(CommClientBuilder builder) {
        try {
            return builder.build();
        } catch (IllegalArgumentException notThere) {
            throw Failure.lasting(ExitStatus.USAGE, notThere.getMessage() + " (--insecure)", notThere);
        }
    }

    ClientSession session() {
        return session;
    }

    /// Connects. A server that isn't there is a failure; one that says that it will have time later is waited for.
    void open(Duration patience) {
        Mono<ClientLink> refused =
                session.failures()
                        .filter(Connected::isFinal)
                        .next()
                        .<ClientLink>flatMap(why -> Mono.error(Causes.of(why)))
                        .switchIfEmpty(Mono.never());
        Mono<ClientLink> first = session.links().next().switchIfEmpty(Mono.never());
        Failure late = Failure.passing(ExitStatus.UNAVAILABLE, "the server doesn't let this client in");
        Mono<ClientLink> linked =
                OwnThread.begin(Mono.firstWithSignal(first, refused, over()).timeout(patience, Mono.error(late)));
        session.open();
        OwnThread.await(linked);
    }

    /// Fails when the session is over.
    <T> Mono<T> over() {
        return session.closed()
                .onErrorMap(Causes::of)
                .then(Mono.error(() -> new Failure(ExitStatus.UNAVAILABLE, "the connection to the server has ended")));
    }

    private static boolean isFinal(Throwable failure) {
        return !(failure instanceof AuthenticationException refused && refused.reconnect() != CloseReason.Reconnect.NO);
    }

    /// Ends the session in order, also on a thread that was interrupted.
    @Override
    public void close() {
        lastly(session.close());
    }

    /// Does something at the end that needn't succeed, also on a thread that was interrupted.
    void lastly(Mono<Void> word) {
        OwnThread.lastly(word, CLOSE_PATIENCE);
    }
}
