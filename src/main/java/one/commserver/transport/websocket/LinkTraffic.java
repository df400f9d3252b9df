package one.commserver.transport.websocket;

import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.websocket.TrafficListener;
import one.commserver.transport.Link;
import one.commserver.transport.Link.HoldReason;
import one.commserver.transport.Link.ThrottleListener;
import one.commserver.wire.Direction;
import one.commserver.wire.Wire;

import java.time.Duration;

/// What travels over one link: counts binary frames, which no plugin sees, and lets the link rest when more comes than
/// allowed. Counts are told once for what was read or sent at once. On the link's thread.
final class LinkTraffic implements TrafficListener {

    /// No rest is longer: what is allowed may have changed meanwhile.
    private static final Duration LONGEST_REST = Duration.ofSeconds(1);

    private final Link link;
    private final Wire wire;
    private final ConnectionRate rate;
    private final ConnectionObserver observer;
    private ThrottleListener throttleListener = pause -> {};
    private boolean resting;
    private long pauseNanos;
    private int unjudged;
    private long unjudgedBytes;
    private long framesIn;
    private long bytesIn;
    private long framesOut;
    private long bytesOut;

    LinkTraffic(Link link, Wire wire, ConnectionRate rate, ConnectionObserver observer) {
        this.link = link;
        this.wire = wire;
        this.rate = rate;
        this.observer = observer;
    }

    void onThrottled(ThrottleListener listener) {
        throttleListener = listener;
    }

    /// A binary frame came in.
    void in(int bytes) {
        framesIn++;
        bytesIn += bytes;
    }

    /// Binary frames were written.
    void out(int count, int bytes) {
        framesOut += count;
        bytesOut += bytes;
    }

    @Override
    public void frame(int bytes) {
        unjudged++;
        unjudgedBytes += bytes;
    }

    /// The clock is asked once for what one read has brought.
    @Override
    public void settled() {
        if (unjudged > 0) {
            pauseNanos = Math.max(pauseNanos, rate.pauseAfter(unjudged, unjudgedBytes));
            unjudged = 0;
            unjudgedBytes = 0;
        }
        if (pauseNanos > 0) {
            // at once: the socket may have more of the flood at hand
            link.hold(HoldReason.RATE, true);
        }
    }

    @Override
    public void burstEnd() {
        settled();
        if (framesIn > 0) {
            observer.frames(link.connection(), Direction.INCOMING, framesIn, bytesIn);
            framesIn = 0;
            bytesIn = 0;
        }
        if (pauseNanos > 0) {
            rest(Duration.ofNanos(pauseNanos));
            pauseNanos = 0;
        }
    }

    @Override
    public void flushed() {
        if (framesOut > 0) {
            observer.frames(link.connection(), Direction.OUTGOING, framesOut, bytesOut);
            framesOut = 0;
            bytesOut = 0;
        }
    }

    private void rest(Duration pause) {
        if (!resting) {
            resting = true;
            throttleListener.throttled(pause);
            goOnAfter(pause);
        }
    }

    private void goOnAfter(Duration pause) {
        wire.schedule(pause.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : pause, this::goOn);
    }

    private void goOn() {
        long left = rate.pauseLeft();
        if (left > 0) {
            goOnAfter(Duration.ofNanos(left));
            return;
        }
        resting = false;
        link.hold(HoldReason.RATE, false);
    }
}
