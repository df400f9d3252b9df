package one.commserver.client.flow;

/// Shares one connection's window among its channels, so that what all peers together may still send never exceeds it.
///
/// Each channel has a base that is its own as long as it lives, the same for all; the bases of as many channels as
/// there may be are set aside, so a channel never waits for another one's receiver: there is no deadlock. The rest is
/// lent in equal shares to channels that are in use. A grant can't be taken back, so a channel that got its share when
/// there were fewer keeps it until its peer has used it; then it shrinks. Until then, others may have to do with less,
/// down to their base.
///
/// Spec: chapter 8, `limits.connection_window`.
public final class GrantPool {

    /// What a base has at least, where the window allows it: smaller ones would make many small frames.
    static final long LEAST_BASE = 4096;

    private final int maxChannels;
    private final long base;
    private final long shareable;
    private final long mostExtra;
    private long free;
    private int channels;

    /// @param connectionWindow what all channels together may have granted
    /// @param channelWindow what one of them may
    /// @param wantedChannels how many channels there may be; fewer if the window is too small for them
    public GrantPool(long connectionWindow, long channelWindow, int wantedChannels) {
        long half = connectionWindow / 2;
        this.maxChannels = Math.clamp(half / LEAST_BASE, 1, wantedChannels);
        this.base = Math.min(channelWindow, half / maxChannels);
        this.shareable = connectionWindow - base * maxChannels;
        this.mostExtra = channelWindow - base;
        this.free = shareable;
    }

    /// How many channels there may be at once.
    public int maxChannels() {
        return maxChannels;
    }

    /// What each channel may grant at first, and always.
    public long base() {
        return base;
    }

    /// Takes a channel in.
    ///
    /// @return false if there are as many as there may be
    public boolean join() {
        if (channels == maxChannels) {
            return false;
        }
        channels++;
        return true;
    }

    /// A channel is gone, with what it was lent.
    public void leave(long extra) {
        channels--;
        free += extra;
    }

    /// Changes what a channel is lent towards its present share.
    ///
    /// @param extra what it is lent now
    /// @param inUse how much of that it has granted and can't give back
    /// @return what it is lent from now on
    long share(long extra, long inUse) {
        long fair = Math.min(mostExtra, shareable / Math.max(1, channels));
        long next = fair > extra ? extra + Math.min(free, fair - extra) : Math.min(extra, Math.max(fair, inUse));
        free += extra - next;
        return next;
    }
}
