package one.commserver.client.flow;

/// How far the peer may send on a channel. Grants follow what the application takes, never what merely arrives: what
/// waits to be taken plus what may still come is never more than the channel's part of the [GrantPool].
///
/// A new limit is due when half of that part is used up: early enough to keep the sender going, seldom enough not
/// to answer each frame.
public final class ReceiveCredit {

    private final GrantPool pool;
    private long received;
    private long taken;
    private long limit;
    private long extra;

    /// For a channel that has joined the pool.
    public ReceiveCredit(GrantPool pool) {
        this.pool = pool;
        this.limit = pool.base();
    }

    /// A frame has come.
    ///
    /// @param bytes header included
    /// @throws FlowViolationException if it goes beyond the limit
    public void arrived(int bytes) {
        if (bytes > limit - received) {
            throw new FlowViolationException("a frame went beyond the limit");
        }
        received += bytes;
    }

    /// The application has taken a frame.
    public void took(int bytes) {
        taken += bytes;
    }

    /// Raises the limit if that is due.
    ///
    /// @return whether the peer is to be told
    public boolean raise() {
        long held = limit - taken;
        if (held > (pool.base() + extra) / 2) {
            return false;
        }
        extra = pool.share(extra, Math.max(0, held - pool.base()));
        limit = Math.max(limit, taken + pool.base() + extra);
        return true;
    }

    /// Gives everything back to the pool. Once.
    public void leave() {
        pool.leave(extra);
        extra = 0;
    }

    /// What has come, headers included: the first number of a flow frame.
    public long received() {
        return received;
    }

    /// How far the peer may send: the second number of a flow frame.
    public long limit() {
        return limit;
    }
}
