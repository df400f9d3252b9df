package one.commserver.client.flow;

import one.commserver.protocol.FrameHeader;

/// How far one end may send on a channel. Bytes are counted from the channel's start, each frame with its header.
/// Whatever the limit is, no more than one window is ever sent and not confirmed: it has to be kept until then.
///
/// It also decides where a buffer is cut. A buffer is cut where the largest frame ends. What fits into one frame and
/// into half of the first limit that the peer gave stays whole and waits for credit: a receiver that has taken
/// everything keeps at least that half granted. What is larger is cut to the credit there is, but not into crumbs.
public final class SendCredit {

    /// Nothing may leave now.
    public static final int WAIT = -1;

    private final long window;
    private final int maxPayload;
    private long sent;
    private long confirmed;
    private long limit;
    private long promised;

    /// @param window the most that a peer can have granted beyond what was sent
    /// @param maxFrame the largest frame, header included
    /// @param firstLimit what the peer granted when the channel was opened; 0: nothing yet
    /// @throws FlowViolationException if that is more than the window
    public SendCredit(long window, int maxFrame, long firstLimit) {
        this.window = window;
        this.maxPayload = maxFrame - FrameHeader.LENGTH;
        raise(firstLimit);
    }

    /// How many bytes of a buffer may leave in one frame now, or [#WAIT]. 0 is an answer for an empty buffer only.
    ///
    /// @param remaining what is left of the buffer
    public int nextPayload(int remaining) {
        int wanted = Math.min(remaining, maxPayload);
        long room = room();
        if (wanted <= room) {
            return wanted;
        }
        long whole = promised - FrameHeader.LENGTH;
        boolean cut = wanted > whole && room >= Math.max(whole, 1);
        return cut ? (int) room : WAIT;
    }

    /// Whether anything but an empty frame may leave.
    public boolean isOpen() {
        return room() > 0;
    }

    /// Whether a frame may leave as it is.
    ///
    /// @param frame its bytes, header included
    public boolean covers(int frame) {
        return sent + frame <= limit;
    }

    /// A frame is leaving.
    public void sent(int payload) {
        sent += payload + FrameHeader.LENGTH;
    }

    /// The peer's flow frame.
    ///
    /// @throws FlowViolationException if it says more received than was sent, takes something back, or grants too much
    public void update(long newReceived, long newLimit) {
        checkReceived(newReceived);
        if (newLimit < limit) {
            throw new FlowViolationException("a limit was taken back");
        }
        confirmed = newReceived;
        raise(newLimit);
    }

    /// A break is over. What the peer hasn't received counts as not sent: it is sent again. The limit may be lower than
    /// before: a node that knew it may have died, and the peer says it again soon.
    ///
    /// @throws FlowViolationException if it says more received than was sent, takes back what was received, or grants
    ///     too much
    public void resume(long newReceived, long newLimit) {
        checkReceived(newReceived);
        if (newLimit < newReceived || newLimit - newReceived > window) {
            throw new FlowViolationException("a limit below what was received, or larger than the window allows");
        }
        confirmed = newReceived;
        sent = newReceived;
        raise(newLimit);
    }

    /// What has left, headers included.
    public long sentBytes() {
        return sent;
    }

    /// What the peer's process has said to have received of it.
    public long confirmedBytes() {
        return confirmed;
    }

    private long room() {
        return Math.min(limit, confirmed + window) - sent - FrameHeader.LENGTH;
    }

    private void checkReceived(long newReceived) {
        if (newReceived < confirmed || newReceived > sent) {
            throw new FlowViolationException("the peer is said to have received what it can't have");
        }
    }

    private void raise(long newLimit) {
        if (newLimit < 0 || newLimit - sent > window) {
            throw new FlowViolationException("a limit is larger than the channel's window allows");
        }
        limit = newLimit;
        if (promised == 0) {
            promised = limit / 2;
        }
    }
}
