package one.commserver.client;

import one.commserver.client.flow.Frames;
import one.commserver.client.flow.ReceiveCredit;
import one.commserver.client.flow.Receiver;
import one.commserver.client.flow.SendCredit;
import one.commserver.client.flow.Sender;
import one.commserver.crypto.Identity;
import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.ChannelMessage;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.FrameHeader;
import one.commserver.wire.ConnectionEvent;

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
/// larger ones are cut. What was sent arrives completely or the channel ends: [#receive] then fails, unless the peer
/// closed it.
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

    private final LinkContext link;
    private final int number;
    private final Identity peer;
    private final String instance;
    private final SendCredit sendCredit;
    private final ReceiveCredit receiveCredit;
    private final Sender sender;
    private final Receiver receiver;
    private final Sinks.One<ChannelEnd> ended = Sinks.one();
    private final Disposable.Swap timer = Disposables.swap();
    private Phase phase = Phase.OPEN;

    /// For a channel that has joined the link's pool of grants.
    ///
    /// @param firstLimit what the peer has granted
    Channel(LinkContext link, int number, Identity peer, String instance, long firstLimit) {
        this.link = link;
        this.number = number;
        this.peer = peer;
        this.instance = instance;
        this.sendCredit = new SendCredit(link.limits().channelWindow(), link.limits().binaryFrame(), firstLimit);
        this.receiveCredit = new ReceiveCredit(link.grants());
        this.sender = new Sender(link.connection(), link.outbox(), sendCredit, number);
        this.receiver = new Receiver(link::execute, receiveCredit, this::sendFlow);
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
    /// @return completes when everything has left for the socket, which doesn't mean that the peer has it. Fails with
    ///     the publisher's error, which leaves the channel open; or with [ClientException.ChannelClosed] or
    ///     [ClientException.LinkClosed]. Cancelling stops the publisher; what has left has left
    public Mono<Void> send(Publisher<? extends ByteBuffer> data) {
        return sender.send(data);
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

    /// Closes the channel behind what is being sent: sends in line go first, for the time of one request; then they
    /// fail. What the peer sends is no longer wanted.
    ///
    /// @param reason at most 64 of `A-Z`, `a-z`, `0-9`, `.`, `_`, `-`; the peer reads it
    /// @return how it has ended, at the latest after the time of two requests
    /// @throws IllegalArgumentException for any other reason
    public Mono<ChannelEnd> close(String reason) {
        var message = new ChannelMessage.ChannelClose("c" + number, number, reason);
        return Mono.defer(() -> {
            link.execute(() -> startClosing(message));
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
        if (phase == Phase.ENDED) {
            return;
        }
        ByteBuffer rest = frame.position(frame.position() + FrameHeader.LENGTH).slice();
        if (frame.get(0) == FrameHeader.FLOW) {
            sendCredit.update(rest.getLong(), rest.getLong());
            sender.creditRaised();
        } else {
            receiver.arrived(rest);
        }
    }

    /// Closes without waiting for anything.
    void abandon(String reason) {
        sendClose(new ChannelMessage.ChannelClose("c" + number, number, reason));
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
        sender.end(failure);
        receiver.end(end.inOrder() ? null : failure);
        ended.tryEmitValue(end);
    }

    private void startClosing(ChannelMessage.ChannelClose message) {
        if (phase != Phase.OPEN) {
            return;
        }
        phase = Phase.CLOSING;
        var refusal = new ClientException.ChannelClosed(new ChannelEnd(ClosedBy.CLIENT, closeReason(message)));
        timer.update(link.whenOverdue(() -> sender.end(refusal)));
        sender.finish(refusal, () -> sendClose(message));
    }

    private void sendClose(ChannelMessage.ChannelClose message) {
        if (phase == Phase.CLOSE_SENT || phase == Phase.ENDED) {
            return;
        }
        phase = Phase.CLOSE_SENT;
        timer.update(link.whenOverdue(this::closeUnanswered));
        link.send(message);
    }

    private void closeUnanswered() {
        ChannelEnd end = ChannelEnd.by(ClosedBy.SERVER, ChannelCloseReason.CLOSE_TIMEOUT);
        end(end, new ClientException.ChannelClosed(end));
    }

    private static String closeReason(ChannelMessage.ChannelClose message) {
        String reason = message.reason();
        return reason == null ? ChannelCloseReason.CLOSED.wireName() : reason;
    }

    private void sendFlow() {
        if (phase == Phase.OPEN || phase == Phase.CLOSING) {
            link.connection()
                    .send(
                            new ConnectionEvent.Binary(
                                    Frames.flow(number, receiveCredit.received(), receiveCredit.limit())));
        }
    }

    @Override
    public String toString() {
        return "Channel[" + number + " to " + peer + "/" + instance + "]";
    }
}
