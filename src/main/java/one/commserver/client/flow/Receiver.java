package one.commserver.client.flow;

import one.commserver.protocol.FrameHeader;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;

/// The receiving end of a channel. What has come waits for its one subscriber, never more than was granted.
public final class Receiver {

    private final ReceiveCredit credit;
    private final Runnable raised;
    private final UnicastQueue<ByteBuffer> waiting;

    /// @param loop the connection's thread; never runs a task inline
    /// @param raised called when the peer is to be told of a new limit
    public Receiver(Executor loop, ReceiveCredit credit, Runnable raised) {
        this.credit = credit;
        this.raised = raised;
        this.waiting = new UnicastQueue<>("the channel", loop, new Granting());
    }

    /// What comes, one buffer a frame; see the channel for its contract. Any thread.
    public Flux<ByteBuffer> buffers() {
        return waiting.elements();
    }

    /// A data frame has come.
    ///
    /// @param payload the receiver's own from now on
    /// @throws FlowViolationException if it wasn't allowed
    public void arrived(ByteBuffer payload) {
        credit.arrived(payload.remaining() + FrameHeader.LENGTH);
        waiting.add(payload);
    }

    /// Nothing more comes. What waits can still be taken.
    ///
    /// @param newFailure null if that is in order
    public void end(@Nullable Throwable newFailure) {
        waiting.end(newFailure);
    }

    /// The peer may send more when the application takes, and only then.
    private final class Granting implements UnicastQueue.Owner<ByteBuffer> {

        @Override
        public void leaving(ByteBuffer next) {
            credit.took(next.remaining() + FrameHeader.LENGTH);
        }

        @Override
        public void settled(boolean subscribed, boolean isEmpty) {
            if (subscribed && !waiting.isEnded() && credit.raise()) {
                raised.run();
            }
        }
    }
}
