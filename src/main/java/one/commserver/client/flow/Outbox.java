package one.commserver.client.flow;

import one.commserver.connection.Connection;
import one.commserver.wire.ConnectionEvent;
import one.commserver.wire.Departure;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;

/// Lets the channels of one connection send in turns, a frame each, and keeps only a bounded number of bytes in the
/// connection's queue: the rest stays with its publishers.
public final class Outbox {

    /// Somebody who has frames to send.
    interface Source {

        /// The next frame, or null if there is none now.
        @Nullable ByteBuffer next();

        /// Its turn is over: a time to ask for more.
        void advance();

        /// One of its frames has left for the socket.
        void departed();
    }

    private final Connection connection;
    private final long budget;
    private final Queue<Source> turns = new ArrayDeque<>();
    private long queued;

    /// @param budget how many bytes may wait in the connection's queue; one frame may go beyond it
    public Outbox(Connection connection, long budget) {
        this.connection = connection;
        this.budget = budget;
    }

    boolean hasRoom() {
        return queued < budget;
    }

    /// Puts somebody in line, who must not be there already.
    void add(Source source) {
        turns.add(source);
        connection.execute(this::pump);
    }

    private void pump() {
        Source source;
        while (hasRoom() && (source = turns.poll()) != null) {
            ByteBuffer frame = source.next();
            if (frame != null) {
                int bytes = frame.remaining();
                queued += bytes;
                connection.send(new ConnectionEvent.Binary(frame));
                connection.queue(new Behind(source, bytes));
            }
            source.advance();
        }
    }

    /// Leaves right behind a frame, and so tells that the frame has left.
    private final class Behind implements Departure {

        private final Source source;
        private final int frameBytes;

        private Behind(Source source, int frameBytes) {
            this.source = source;
            this.frameBytes = frameBytes;
        }

        @Override
        public int bytes() {
            return 0;
        }

        @Override
        public void depart() {
            queued -= frameBytes;
            source.departed();
            pump();
        }

        @Override
        public void drop() {
            // the connection has ended, and with it every source
        }
    }
}
