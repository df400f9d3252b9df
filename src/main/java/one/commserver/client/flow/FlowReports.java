package one.commserver.client.flow;

import one.commserver.connection.Connection;
import one.commserver.wire.ConnectionEvent;
import one.commserver.wire.Departure;

import org.jspecify.annotations.Nullable;

import reactor.core.Disposable;
import reactor.core.Disposables;

import java.util.function.Function;

/// Tells the peer of a channel what has come and how far it may send: at once where it may send more, and otherwise
/// within a delay of what came, so that it can let go of what it keeps. One flow frame at most waits in the
/// connection's queue, and none is sent while nothing comes.
///
/// Spec: chapter 8, flow.
public final class FlowReports {

    private final ReceiveCredit credit;
    private final int channel;
    private final Function<Runnable, Disposable> delayed;
    private final Disposable.Swap timer = Disposables.swap();
    private @Nullable Connection connection;
    private long told;
    private boolean scheduled;
    private boolean underway;
    private boolean again;

    /// @param connection where it tells at first
    /// @param delayed runs a task on the connection's thread after the delay
    public FlowReports(
            ReceiveCredit credit, int channel, Connection connection, Function<Runnable, Disposable> delayed) {
        this.credit = credit;
        this.channel = channel;
        this.connection = connection;
        this.delayed = delayed;
    }

    /// A data frame has come.
    public void arrived() {
        if (!scheduled) {
            scheduled = true;
            timer.update(delayed.apply(this::due));
        }
    }

    /// Tells the newest numbers now.
    public void tell() {
        if (connection == null) {
            return;
        }
        if (underway) {
            again = true;
            return;
        }
        told = credit.received();
        underway = true;
        connection.send(new ConnectionEvent.Binary(Frames.flow(channel, told, credit.limit())));
        connection.queue(new Behind(connection));
    }

    /// Nothing may be told until [#resume].
    public void pause() {
        connection = null;
        underway = false;
        again = false;
    }

    /// Goes on there, with the newest numbers first.
    public void resume(Connection newConnection) {
        connection = newConnection;
        tell();
    }

    /// Tells nothing more.
    public void end() {
        pause();
        timer.dispose();
    }

    private void due() {
        scheduled = false;
        if (credit.received() > told) {
            tell();
        }
    }

    /// Leaves right behind a flow frame.
    private final class Behind implements Departure {

        private final Connection on;

        private Behind(Connection on) {
            this.on = on;
        }

        @Override
        public int bytes() {
            return 0;
        }

        @Override
        public void depart() {
            if (connection == on) {
                underway = false;
                if (again) {
                    again = false;
                    tell();
                }
            }
        }

        @Override
        public void drop() {
            // the connection has ended: the next one starts anew
        }
    }
}
