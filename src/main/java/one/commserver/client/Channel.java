package one.commserver.client;

import one.commserver.client.ClientException.ServerViolation;
import one.commserver.client.flow.FlowReports;
import one.commserver.client.flow.FlowViolationException;
import one.commserver.client.flow.ReceiveCredit;
import one.commserver.client.flow.Receiver;
import one.commserver.client.flow.SendCredit;
import one.commserver.client.flow.Sender;
import one.commserver.crypto.Identity;
import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.ChannelMessage.ChannelClose;
import one.commserver.protocol.ChannelMessage.ChannelResume;
import one.commserver.protocol.ChannelMessage.ChannelResumed;
import one.commserver.protocol.ChannelMessage.ChannelSummary;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.FrameHeader;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import java.nio.ByteBuffer;

/// Two peers joined through the relay: buffers go in at one end and come out at the other, in order. The server sees
/// them: encryption is a matter of the two peers.
///
/// A buffer that fits into one frame and into half of the receiver's first grant arrives as the one buffer that it was;
/// larger ones are cut. What was sent arrives completely, in order and once, or the channel ends: [#receive] then
/// fails, unless the peer closed it.
///
/// It outlives the link on which it was opened: while either end is away nothing comes and what is sent waits; when
/// both are back within their sessions' lives it goes on by itself, exactly where it was.
///
/// Spec: chapter 8.
public final class Channel {

    /// Where a channel is in its life, seen from here.
    private enum Phase {
        OPEN,
        /// Waits for the sends in line.
        CLOSING,
        /// The server was told.
        CLOSE_SENT,
        ENDED
    }

    private final Session session;
    private final int number;
    private final Identity peer;
    private final String instance;
    private final ReceiveCredit receiveCredit;
    private final Sender sender;
    private final Receiver receiver;
    private final FlowReports reports;
    private final Sinks.Many<Boolean> flowing = Sinks.many().replay().latestOrDefault(true);
    private final Sinks.One<ChannelEnd> ended = Sinks.one();
    private final Disposable.Swap timer = Disposables.swap();
    private Phase phase = Phase.OPEN;
    private boolean overdue;
    private int generation;
    private boolean interrupted;
    private @Nullable ChannelClose closing;

    /// For a channel that has joined the session's pool of grants, while there is a link.
    ///
    /// @param firstLimit what the peer has granted
    Channel(Session session, int number, Identity peer, String instance, long firstLimit, int generation) {
        Session.Lane lane = session.lane();
        this.session = session;
        this.number = number;
        this.peer = peer;
        this.instance = instance;
        this.generation = generation;
        var sendCredit = new SendCredit(lane.limits().channelWindow(), lane.limits().binaryFrame(), firstLimit);
        this.receiveCredit = new ReceiveCredit(lane.grants());
        this.sender = new Sender(session, lane.outbox(), sendCredit, number);
        this.reports =
                new FlowReports(
                        receiveCredit,
                        number,
                        lane.connection(),
                        task -> session.later(Session.CONFIRMATION_DELAY, task));
        this.receiver = new Receiver(session, receiveCredit, reports::tell);
    }

    /// Who is at the other end, as the server says; the peers' own handshake proves it.
    public Identity peer() {
        return peer;
    }

    /// Which of the peer's devices.
    public String instance() {
        return instance;
    }

    /// Sends what the publisher has, behind earlier sends; at most 64 may wait in line. The publisher is asked for one
    /// buffer at a time, only when the peer has granted credit and the link has room, and is subscribed to on the
    /// link's thread. A buffer must not change until the next one is asked for.
    ///
    /// What was sent and isn't confirmed by the peer's process is kept here, one window at most.
    ///
    /// @return completes when everything has left for the socket, which doesn't mean that the peer has it: see
    ///     [#confirmed]. Fails with the publisher's error, which leaves the channel open; or with
    ///     [ClientException.ChannelClosed] or [ClientException.LinkClosed]. Cancelling stops the publisher; what has
    ///     left has left
    public Mono<Void> send(Publisher<? extends ByteBuffer> data) {
        return sender.send(data);
    }

    /// Waits until all that has left so far has arrived in the peer's process. At most 64 may wait.
    ///
    /// @return completes then; fails with [ClientException.ChannelClosed] or [ClientException.LinkClosed] if the
    ///     channel ends before. Cancelling does no harm
    public Mono<Void> confirmed() {
        return sender.confirmed();
    }

    /// What the peer sends: one subscriber at a time, which may cancel and let another one go on. The peer can only
    /// send as far ahead as this subscriber lags behind by one window; whoever doesn't subscribe stops the peer, and
    /// nobody else.
    ///
    /// Completes behind the last buffer when an application closed the channel, at either end. Fails behind it with
    /// [ClientException.ChannelClosed] when the channel was cut, or with [ClientException.LinkClosed].
    public Flux<ByteBuffer> receive() {
        return receiver.buffers();
    }

    /// Whether both ends are there, now and whenever that changes: false from a break on until the channel goes on.
    /// Whoever is slow gets the latest state. Completes when the channel ends.
    public Flux<Boolean> flowing() {
        return flowing.asFlux().onBackpressureLatest();
    }

    /// Closes the channel behind what is being sent: sends in line go first and are confirmed by the peer, for the time
    /// of one request; then they fail. What the peer sends is no longer wanted.
    ///
    /// @param reason at most 64 of `A-Z`, `a-z`, `0-9`, `.`, `_`, `-`; the peer reads it
    /// @return how it has ended, at the latest after the time of two requests
    /// @throws IllegalArgumentException for any other reason
    public Mono<ChannelEnd> close(String reason) {
        var message = new ChannelClose("c" + number, number, reason);
        return Mono.defer(() -> {
            session.execute(() -> startClosing(message));
            return closed();
        });
    }

    /// Closes the channel without a reason of its own.
    public Mono<ChannelEnd> close() {
        return close(ChannelCloseReason.CLOSED.wireName());
    }

    /// How the channel has ended; completes when it has.
    public Mono<ChannelEnd> closed() {
        return ended.asMono();
    }

    // All below belongs to the link's thread.

    int number() {
        return number;
    }

    /// A frame has come.
    ///
    /// @param frame whole, of right form, and this channel's from now on
    void frame(ByteBuffer frame) {
        if (phase == Phase.ENDED || interrupted) {
            return;
        }
        ByteBuffer rest = frame.position(frame.position() + FrameHeader.LENGTH).slice();
        if (frame.get(0) == FrameHeader.FLOW) {
            sender.update(rest.getLong(), rest.getLong());
        } else {
            receiver.arrived(rest);
            reports.arrived();
        }
    }

    /// The link is gone: nothing comes or leaves until the next one has resumed it.
    void suspend() {
        if (!interrupted) {
            interrupted = true;
            flowing.tryEmitNext(false);
        }
        sender.pause();
        reports.pause();
    }

    /// A break while the link stands: the other end's link is gone, or the server has dropped what was under way.
    void interrupted(int newGeneration) {
        if (newGeneration > generation) {
            generation = newGeneration;
            suspend();
            answer();
        }
    }

    /// A new link of the session has it.
    ///
    /// @throws ServerViolation if it is another channel than it was
    void listed(ChannelSummary summary) {
        if (!summary.peer().equals(peer) || summary.generation() < generation) {
            throw new ServerViolation("a channel that goes on is not what it was");
        }
        generation = summary.generation();
        if (closing != null) {
            session.send(closing);
        } else {
            answer();
        }
    }

    /// A new link of the session doesn't have it any more.
    void missing() {
        ChannelClose mine = closing;
        closed(
                mine != null && phase == Phase.CLOSE_SENT
                        ? new ChannelEnd(ClosedBy.CLIENT, closeReason(mine))
                        : ChannelEnd.by(ClosedBy.SERVER, ChannelCloseReason.CONNECTION_LOST));
    }

    /// Both ends have said how far they have come. What concerns an earlier break, or comes twice, is void.
    ///
    /// @throws ServerViolation if there never was such a break
    void resumed(ChannelResumed resumed) {
        if (resumed.generation() > generation) {
            throw new ServerViolation("channel_resumed for a break that never was");
        }
        if (resumed.generation() < generation || !interrupted || closing != null || phase == Phase.ENDED) {
            return;
        }
        try {
            sender.resume(session.lane().outbox(), resumed.received(), resumed.limit());
        } catch (FlowViolationException lie) {
            abandon(ChannelCloseReason.RESUME_IMPOSSIBLE.wireName());
            ChannelEnd end = ChannelEnd.by(ClosedBy.CLIENT, ChannelCloseReason.RESUME_IMPOSSIBLE);
            end(end, new ClientException.ChannelClosed(end));
            return;
        }
        interrupted = false;
        reports.resume(session.lane().connection());
        flowing.tryEmitNext(true);
    }

    /// Closes without waiting for anything.
    void abandon(String reason) {
        sendClose(new ChannelClose("c" + number, number, reason));
    }

    /// The server says that it is no more: nothing is granted any longer.
    void closed(ChannelEnd end) {
        receiveCredit.leave();
        end(end, new ClientException.ChannelClosed(end));
    }

    /// It is over, with or without the server's word.
    void end(ChannelEnd end, ClientException failure) {
        if (phase == Phase.ENDED) {
            return;
        }
        phase = Phase.ENDED;
        timer.dispose();
        reports.end();
        sender.end(failure);
        receiver.end(end.inOrder() ? null : failure);
        flowing.tryEmitComplete();
        ended.tryEmitValue(end);
    }

    private void answer() {
        if (closing == null && phase != Phase.ENDED) {
            session.send(new ChannelResume("r" + number, number, generation, receiveCredit.received()));
        }
    }

    private void startClosing(ChannelClose message) {
        if (phase != Phase.OPEN) {
            return;
        }
        phase = Phase.CLOSING;
        var refusal = new ClientException.ChannelClosed(new ChannelEnd(ClosedBy.CLIENT, closeReason(message)));
        timer.update(
                session.whenOverdue(() -> {
                    overdue = true;
                    sender.end(refusal);
                }));
        sender.finish(refusal, () -> sendClose(overdue ? cut(message) : message));
    }

    /// What was sent hasn't all been confirmed: nobody is to take the end for an orderly one.
    private static ChannelClose cut(ChannelClose message) {
        return new ChannelClose(message.ref(), message.channel(), ChannelCloseReason.CLOSE_TIMEOUT.wireName());
    }

    /// While there is no link, or if it is lost before the answer comes, the next link repeats it.
    private void sendClose(ChannelClose message) {
        if (phase == Phase.CLOSE_SENT || phase == Phase.ENDED) {
            return;
        }
        phase = Phase.CLOSE_SENT;
        closing = message;
        reports.end();
        timer.update(session.whenOverdue(this::closeUnanswered));
        session.send(message);
    }

    private void closeUnanswered() {
        ChannelEnd end = ChannelEnd.by(ClosedBy.SERVER, ChannelCloseReason.CLOSE_TIMEOUT);
        end(end, new ClientException.ChannelClosed(end));
    }

    private static String closeReason(ChannelClose message) {
        String reason = message.reason();
        return reason == null ? ChannelCloseReason.CLOSED.wireName() : reason;
    }

    @Override
    public String toString() {
        return "Channel[" + number + " to " + peer + "/" + instance + "]";
    }
}
