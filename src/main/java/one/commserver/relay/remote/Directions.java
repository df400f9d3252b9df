package one.commserver.relay.remote;

import one.commserver.relay.channel.ChannelEnd;
import one.commserver.relay.channel.ChannelTable;
import one.commserver.relay.channel.Flow;
import one.commserver.relay.channel.LocalChannel;
import one.commserver.relay.channel.Rules;

import org.jspecify.annotations.Nullable;

/// The two directions of a half, with what is known of their counters: nothing, if the half was made anew from a
/// session's record. Under the half's lock.
final class Directions {

    /// What no channel has carried, by far: counts that nobody here can check stay below it, and what follows from
    /// them can be said.
    private static final long MOST = 1L << 52;

    private final Half half;
    private final ChannelEnd.Here near;
    private final FarEnd far;
    private final Rules rules;
    private @Nullable Flow toNear;
    private @Nullable Flow toFar;

    Directions(Half half, ChannelEnd.Here near, FarEnd far, Rules rules) {
        this.half = half;
        this.near = near;
        this.far = far;
        this.rules = rules;
    }

    private long farWindow() {
        // without frames nobody but its own node grants for it, which knows how much
        return far.slot().kind().isNative() ? rules.window(far.slot().kind()) : MOST;
    }

    /// Of a channel that has just been opened.
    void open(long nearLimit, long farLimit) {
        toNear = Flow.first(half, far, near, near.window(rules), rules.memory(), nearLimit);
        toFar = Flow.first(half, near, far, farWindow(), rules.memory(), farLimit);
    }

    /// Of a channel whose ends were both here, with its counters.
    void moved(LocalChannel.Remains remains) {
        toNear = remains.toEnd().moved(half, far, near);
        toFar = remains.fromEnd().moved(half, near, far);
    }

    /// What comes for the client here.
    @Nullable Flow toNear() {
        return toNear;
    }

    /// What the client here sends.
    @Nullable Flow toFar() {
        return toFar;
    }

    /// What stands in the near party's table while frames flow.
    ChannelTable.Entry entry() {
        Flow in = toNear;
        Flow out = toFar;
        return in == null || out == null ? new ChannelTable.Interrupted(half) : new ChannelTable.Joined(half, out, in);
    }

    /// The client here says how far it has come. On its thread.
    ///
    /// @return false if that can't be
    boolean nearHas(long received) {
        Flow known = toNear;
        if (known == null) {
            if (received > MOST) {
                return false;
            }
            // the other half, or its client, knows whether that can be
            toNear = Flow.from(half, far, near, near.window(rules), rules.memory(), received, received);
            return true;
        }
        return known.rewind(received);
    }

    /// The other client says how far it has come.
    ///
    /// @return false if that can't be
    boolean farHas(long received, long limit) {
        Flow known = toFar;
        if (known == null) {
            if (received > MOST || limit - received > farWindow()) {
                return false;
            }
            toFar = Flow.from(half, near, far, farWindow(), rules.memory(), received, limit);
            return true;
        }
        return known.rewind(received, limit);
    }

    /// Goes on from there, when both have said so.
    ///
    /// @return what the client here sends
    Flow goOn() {
        Flow in = toNear;
        Flow out = toFar;
        if (in == null || out == null) {
            throw new IllegalStateException("nobody knows where to go on");
        }
        toNear = in.next();
        Flow next = out.next();
        toFar = next;
        return next;
    }

    void drop() {
        dropToNear();
        dropToFar();
    }

    void dropToNear() {
        Flow in = toNear;
        if (in != null) {
            in.drop();
        }
    }

    void dropToFar() {
        Flow out = toFar;
        if (out != null) {
            out.drop();
        }
    }

    /// Gives back what the client here had granted. On its thread.
    void settle() {
        Flow in = toNear;
        if (in != null) {
            in.settle();
        }
    }

    /// What waits for the client here, in bytes.
    long waiting() {
        Flow in = toNear;
        return in == null ? 0 : in.waiting();
    }

    /// What the client here has sent and nobody has confirmed, in bytes.
    long underWay() {
        Flow out = toFar;
        return out == null ? 0 : out.underWay();
    }
}
