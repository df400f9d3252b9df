package one.commserver.demo;

import one.commserver.client.ClientLink;
import one.commserver.client.authentication.AuthenticationException;
import one.commserver.demo.journal.Journal;
import one.commserver.demo.journal.Step;
import one.commserver.demo.journal.Step.Budget;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.terminal.Text;
import one.commserver.wire.CloseStatus;

import reactor.core.publisher.Mono;

import java.time.Duration;

/// Two programs with C's key and device want the same place: what the server does depends on when, and on who knows the
/// session's token.
///
/// Spec: chapter 4.
record Duplicates(Journal journal, Arrival arrival, Guest c, Guest twin) {

    /// Added to the moment that the server names.
    private static final long MARGIN_MS = 100;

    void run() {
        ClientLink first = arrival.of("C", c, ConnectionKind.CONTROL);
        long window = journal.step("C's twin at once: dropped", Budget.NONE, step -> dropped(step, first));
        journal.say("waiting " + Text.time(Duration.ofMillis(window)) + ", as the server said");
        ClientLink second =
                journal.step(
                        "C's twin later: replaces C",
                        Budget.NONE,
                        step -> {
                            step.await(Mono.delay(Duration.ofMillis(window)), Guest.PATIENCE.plusMillis(window));
                            return replaces(step, first, false);
                        });
        journal.step("C's twin again: resumes its session", Budget.NONE, step -> replaces(step, second, true));
    }

    /// The newcomer is told when to come back.
    ///
    /// @return in how many milliseconds
    private long dropped(Step step, ClientLink first) {
        step.expect("error duplicate_connection");
        ErrorMessage error = refusal(step);
        Guest.Track track = twin.latest();
        step.await(track.connection().ended(), Guest.PATIENCE);
        step.same("error", ErrorCode.DUPLICATE_CONNECTION.wireName(), error.code());
        step.same("close", CloseStatus.of(CloseReason.DUPLICATE), track.closing());
        step.messages("the twin", Arrival.AUTHENTICATION_MESSAGES, track.messages());
        step.await(first.heartbeat(), Guest.PATIENCE); // the one that was there stays
        Long window = error.retryAfterMs();
        step.check(window != null, "retry_after_ms", "an error without it");
        return (window == null ? 2000 : window) + MARGIN_MS;
    }

    private ErrorMessage refusal(Step step) {
        try {
            ClientLink link = step.await(twin.connect(ConnectionKind.CONTROL), Guest.PATIENCE);
            throw new IllegalStateException("the twin was let in: " + link.state());
        } catch (AuthenticationException refused) {
            ErrorMessage error = refused.error();
            if (error == null) {
                throw refused;
            }
            return error;
        }
    }

    private ClientLink replaces(Step step, ClientLink old, boolean resumed) {
        step.expect("a connection that replaces the old one");
        long start = System.nanoTime();
        ClientLink link = step.await(twin.connect(ConnectionKind.CONTROL), Guest.PATIENCE);
        step.took(Duration.ofNanos(System.nanoTime() - start));
        CloseStatus farewell = step.await(old.closed(), Guest.PATIENCE).status();
        step.same("close of the old one", CloseStatus.of(CloseReason.REPLACED), farewell);
        step.same("resumed", resumed, link.isResumed());
        step.messages("the twin", Arrival.AUTHENTICATION_MESSAGES, twin.of(link).messages());
        return link;
    }
}
