package one.commserver.demo;

import one.commserver.client.Channel;
import one.commserver.client.ChannelEnd;
import one.commserver.client.ClientLink;
import one.commserver.client.LinkEnd;
import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionEnd;
import one.commserver.demo.Step.Budget;
import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ConnectionKind;
import one.commserver.wire.CloseStatus;

import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.List;

/// D stops to read, as a device does that has lost its network: pings aren't answered any more. The server evicts it,
/// which E learns at the other end of a channel.
///
/// @param limit how long the server may take to notice
record Silence(Journal journal, Arrival arrival, Guest d, Guest e, Duration limit) {

    /// How a peer's end looks that didn't say goodbye.
    private static final List<String> GONE =
            List.of(ChannelCloseReason.CONNECTION_LOST.wireName(), ChannelCloseReason.CONNECTION_CLOSED.wireName());

    void run() {
        ClientLink silent = arrival.of("D", d, ConnectionKind.DATA);
        ClientLink witness = arrival.of("E", e, ConnectionKind.DATA);
        Channel channel = journal.step("E opens a channel to D", Budget.NONE, step -> open(step, witness, silent));
        journal.say("D falls silent; the server may take " + limit.toSeconds() + " s to notice");
        Connection connection = d.of(silent).connection();
        connection.execute(() -> connection.reading(false));
        journal.step("E hears that D is gone", Budget.NONE, step -> gone(step, channel));
        journal.step("D finds itself evicted", Budget.NONE, step -> evicted(step, connection, silent));
    }

    private static Channel open(Step step, ClientLink from, ClientLink to) {
        step.expect("channel_opened");
        Mono<Channel> accepted = Arrival.accepting(to);
        Channel channel = step.await(from.openChannel(to.identity()), Guest.PATIENCE);
        step.await(accepted, Guest.PATIENCE);
        step.same("the peer is", to.identity(), channel.peer());
        return channel;
    }

    private Step gone(Step step, Channel channel) {
        step.expect("channel_closed within " + limit.toSeconds() + " s");
        ChannelEnd end = step.await(channel.closed(), limit);
        step.note(end.reason());
        step.same("by", ClosedBy.PEER, end.by());
        step.check(
                GONE.contains(end.reason()), "one of the reasons " + String.join(", ", GONE), "reason " + end.reason());
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
