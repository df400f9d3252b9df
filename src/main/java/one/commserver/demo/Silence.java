package one.commserver.demo;

import one.commserver.client.Channel;
import one.commserver.client.ClientLink;
import one.commserver.client.LinkEnd;
import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionEnd;
import one.commserver.demo.journal.Journal;
import one.commserver.demo.journal.Step;
import one.commserver.demo.journal.Step.Budget;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionKind;
import one.commserver.wire.CloseStatus;

import reactor.core.publisher.Mono;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// D stops to read, as a device does that has lost its network: pings aren't answered any more. The server evicts it,
/// which E sees at the other end of a channel. When D comes back the channel goes on.
///
/// @param limit how long the server may take to notice
record Silence(Journal journal, Arrival arrival, Guest d, Guest e, Duration limit) {

    private static final String WORDS = "still there?";

    /// The two ends of a channel.
    private record Ends(Channel e, Channel d) {}

    void run() {
        ClientLink silent = arrival.of("D", d, ConnectionKind.DATA);
        ClientLink witness = arrival.of("E", e, ConnectionKind.DATA);
        Ends ends = journal.step("E opens a channel to D", Budget.NONE, step -> open(step, witness, silent));
        journal.say("D falls silent; the server may take " + limit.toSeconds() + " s to notice");
        Connection connection = d.of(silent).connection();
        connection.execute(() -> connection.reading(false));
        journal.step("E hears that D is gone", Budget.NONE, step -> gone(step, ends.e));
        journal.step("D finds itself evicted", Budget.NONE, step -> evicted(step, connection, silent));
        journal.step("D comes back: its session goes on", Budget.NONE, this::back);
        journal.step("the channel goes on", Budget.NONE, step -> goesOn(step, ends));
    }

    private static Ends open(Step step, ClientLink from, ClientLink to) {
        step.expect("channel_opened");
        Mono<Channel> accepted = Arrival.accepting(to);
        Channel channel = step.await(from.openChannel(to.identity()), Guest.PATIENCE);
        Channel other = step.await(accepted, Guest.PATIENCE);
        step.same("the peer is", to.identity(), channel.peer());
        return new Ends(channel, other);
    }

    private Step gone(Step step, Channel channel) {
        step.expect("channel_interrupted within " + limit.toSeconds() + " s");
        step.await(channel.flowing().filter(flowing -> !flowing).next(), limit);
        return step;
    }

    private Step back(Step step) {
        step.expect("auth_success, resumed");
        ClientLink link = step.await(d.connect(ConnectionKind.DATA), Guest.PATIENCE);
        step.same("resumed", true, link.isResumed());
        return step;
    }

    /// What E says arrives as soon as both ends have said how far they have come, and is confirmed.
    private static Step goesOn(Step step, Ends ends) {
        step.expect("channel_resumed, and what E says");
        ByteBuffer words = StandardCharsets.UTF_8.encode(WORDS);
        Mono<ByteBuffer> arriving = ends.d.receive().next();
        Mono<Boolean> said = ends.e.send(Mono.just(words)).then(ends.e.confirmed()).thenReturn(true);
        ByteBuffer came = step.await(Mono.zip(arriving, said, (buffer, confirmed) -> buffer), Guest.PATIENCE);
        step.same("words", WORDS, StandardCharsets.UTF_8.decode(came).toString());
        return step;
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
