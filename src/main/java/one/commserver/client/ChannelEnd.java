package one.commserver.client;

import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.ClosedBy;

import java.util.EnumSet;
import java.util.Set;

/// How a channel has ended.
///
/// @param by who ended it
/// @param reason a word of [ChannelCloseReason], or the one that the closing application gave
public record ChannelEnd(ClosedBy by, String reason) {

    private static final Set<ChannelCloseReason> CUT = EnumSet.complementOf(EnumSet.of(ChannelCloseReason.CLOSED));

    static ChannelEnd by(ClosedBy by, ChannelCloseReason reason) {
        return new ChannelEnd(by, reason.wireName());
    }

    /// Whether an application closed it, so that all that was sent before has come. A server can lie about it;
    /// end-to-end encryption has its own end of a stream.
    public boolean inOrder() {
        return by != ClosedBy.SERVER && CUT.stream().noneMatch(cut -> cut.wireName().equals(reason));
    }
}
