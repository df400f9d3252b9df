package one.commserver.demo;

import one.commserver.client.ClientException;
import one.commserver.client.ClientLink;
import one.commserver.client.LinkEnd;
import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionEnd;
import one.commserver.demo.journal.Journal;
import one.commserver.demo.journal.Step;
import one.commserver.demo.journal.Step.Budget;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.wire.CloseStatus;

import reactor.core.publisher.Mono;

import java.time.Duration;

/// D stops to read, as a device does that has lost its network: pings aren't answered any more. The server evicts it,
/// which its other device E notices: nobody can call D any more.
///
/// @param limit how long the server may take to notice
record Silence(Journal journal, Arrival arrival, Guest d, Guest e, Duration limit) {

    private static final Duration BETWEEN_CALLS = Duration.ofMillis(200);

    void run() {
        ClientLink silent = arrival.of("D", d, ConnectionKind.DATA);
        ClientLink witness = arrival.of("E", e, ConnectionKind.DATA);
        journal.say("D falls silent; the server may take " + limit.toSeconds() + " s to notice");
        Connection connection = d.of(silent).connection();
        connection.execute(() -> connection.reading(false));
        journal.step("E can't reach D any more", Budget.NONE, step -> gone(step, witness));
        journal.step("D finds itself evicted", Budget.NONE, step -> evicted(step, connection, silent));
    }

    private Step gone(Step step, ClientLink witness) {
        step.expect("error peer_unreachable within " + limit.toSeconds() + " s");
        ErrorMessage error =
                step.await(
                        Mono.defer(() -> refusal(witness))
                                .repeatWhen(again -> again.delayElements(BETWEEN_CALLS))
                                .filter(refused -> refused.code().equals(ErrorCode.PEER_UNREACHABLE.wireName()))
                                .next(),
                        limit);
        step.same("error", ErrorCode.PEER_UNREACHABLE.wireName(), error.code());
        return step;
    }

    /// A call that is answered by nobody is refused in the end.
    private static Mono<ErrorMessage> refusal(ClientLink witness) {
        return witness.openChannel(witness.identity(), Tour.INSTANCE)
                .flatMap(answered -> Mono.<ErrorMessage>error(() -> new IllegalStateException("D has answered")))
                .onErrorResume(ClientException.RequestRefused.class, refused -> Mono.just(refused.error()));
    }

    private static Step evicted(Step step, Connection connection, ClientLink link) {
        step.expect("a close or a broken socket");
        connection.execute(() -> connection.reading(true));
        LinkEnd end = step.await(link.closed(), Guest.PATIENCE);
        CloseStatus timedOut = CloseStatus.of(CloseReason.TIMED_OUT);
        boolean cut = end.by() == ConnectionEnd.By.LOST;
        step.note(cut ? "cut" : end.status().code() + " " + end.status().text());
        step.check(
                cut || timedOut.equals(end.status()), timedOut + " or a broken socket", String.valueOf(end.status()));
        return step;
    }
}
