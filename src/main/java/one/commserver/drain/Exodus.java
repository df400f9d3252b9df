package one.commserver.drain;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionState;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionMessage.ServerDraining;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.MessageCodec;
import one.commserver.transport.Link;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// The clients of one drain, each with its moment: tells them, and closes who stays. For one thread at a time.
///
/// Who isn't known yet is told as soon as it is; who speaks another dialect, or none, isn't told anything.
final class Exodus {

    private static final MessageCodec CODEC = MessageCodec.shared();
    private static final String STOPPING = CODEC.encode(ErrorMessage.of(ErrorCode.SERVER_STOPPING, null));

    private final Deque<Leaver> waiting;
    private final List<Leaver> untold;
    private final boolean resumable;
    private final DrainMeters meters;
    private boolean hurried;
    private int left;
    private int closed;

    /// @param moment when it is to leave, on the clock
    /// @param due when it is closed
    private record Leaver(Connection connection, long moment, long due) {

        boolean isGone() {
            return connection.state() == ConnectionState.CLOSING || connection.state().isFinal();
        }

        boolean speaksNative() {
            return connection.labels().isNative();
        }
    }

    /// Tells all at once, so that nobody hears of another one's end first.
    ///
    /// @param moments for each link, in nanoseconds from now, ascending
    /// @param leeway how long behind its moment each is closed
    /// @param resumable whether sessions go on elsewhere
    Exodus(List<Link> links, long[] moments, Duration leeway, boolean resumable, DrainMeters meters, long now) {
        this.resumable = resumable;
        this.meters = meters;
        this.waiting = new ArrayDeque<>(links.size());
        for (int i = 0; i < moments.length; i++) {
            long moment = now + moments[i];
            waiting.add(new Leaver(links.get(i).connection(), moment, moment + leeway.toNanos()));
        }
        this.untold = new ArrayList<>(waiting);
        tell(now);
    }

    /// Does what is due.
    ///
    /// @param most how many are closed at most
    void advance(long now, int most) {
        tell(now);
        int more = most;
        while (more > 0 && !waiting.isEmpty() && (hurried || waiting.getFirst().due - now <= 0)) {
            Leaver leaver = waiting.removeFirst();
            if (leaver.isGone()) {
                countLeft();
            } else {
                close(leaver);
                more--;
            }
        }
    }

    /// Everybody is to be closed as soon as may be: tells all of them first.
    void hurry(long now) {
        if (!hurried) {
            hurried = true;
            tell(now);
            waiting.stream().filter(leaver -> !leaver.isGone()).forEach(Exodus::warn);
        }
    }

    /// Nobody is waited for any more.
    void end() {
        untold.clear();
        for (Leaver leaver = waiting.pollFirst(); leaver != null; leaver = waiting.pollFirst()) {
            if (leaver.isGone()) {
                countLeft();
            }
        }
    }

    /// How many were gone before they were to be closed, as far as is known.
    int left() {
        return left;
    }

    /// How many were closed.
    int closed() {
        return closed;
    }

    private void tell(long now) {
        untold.removeIf(leaver -> leaver.isGone() || tell(leaver, now));
    }

    private boolean tell(Leaver leaver, long now) {
        boolean ready = leaver.connection.state() == ConnectionState.ACTIVE && leaver.speaksNative();
        if (ready) {
            long rest = Math.max(0, leaver.moment - now);
            leaver.connection.send(
                    CODEC.encode(new ServerDraining(null, Duration.ofNanos(rest).toMillis(), resumable)));
        }
        return ready;
    }

    private void close(Leaver leaver) {
        if (!hurried) {
            warn(leaver);
        }
        leaver.connection.close(CloseReason.RESTARTING);
        closed++;
        meters.closed();
    }

    private static void warn(Leaver leaver) {
        if (leaver.speaksNative()) {
            leaver.connection.send(STOPPING);
        }
    }

    private void countLeft() {
        left++;
        meters.left();
    }
}
