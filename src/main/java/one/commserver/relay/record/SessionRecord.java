package one.commserver.relay.record;

import java.util.List;

/// What is kept of a session.
///
/// @param epoch of the slot when it was written
/// @param lastNumber the last channel number that was given when it was written
public record SessionRecord(long epoch, int lastNumber, List<ChannelRecord> channels) {
    public SessionRecord {
        channels = List.copyOf(channels);
    }
}
