package one.commserver.telemetry;

import java.util.List;

/// The meters of connections: all names that there are, and for each its tags. Each tag's values come from an enum,
/// so the number of series is bounded whatever clients do.
public enum ConnectionMeter {
    /// Counter: connections made.
    OPENED("opened"),
    /// Counter: connections that have ended, by why.
    CLOSED("closed", Tag.KIND, Tag.DIALECT, Tag.REASON),
    /// Gauge: open connections by where they are in their life.
    OPEN("open", Tag.STATE),
    /// Gauge: connections that are ready for use, by what they are for.
    ACTIVE("active", Tag.KIND, Tag.DIALECT),
    /// Timer: how long connections were in a state, counted when they leave it.
    STATE_TIME("state.time", Tag.STATE),
    /// Timer: how long connections lived, counted at their end.
    LIFETIME("lifetime", Tag.KIND, Tag.DIALECT),
    /// Counter: messages of the plugin chain.
    MESSAGES("messages", Tag.DIRECTION, Tag.KIND, Tag.DIALECT),
    /// Counter in bytes: what these messages weigh.
    MESSAGE_BYTES("message.bytes", Tag.DIRECTION, Tag.KIND, Tag.DIALECT),
    /// Counter: relayed binary frames.
    FRAMES("frames", Tag.DIRECTION, Tag.KIND, Tag.DIALECT),
    /// Counter in bytes: what these frames weigh.
    FRAME_BYTES("frame.bytes", Tag.DIRECTION, Tag.KIND, Tag.DIALECT),
    /// Timer: from a ping to its answer.
    ROUND_TRIP("round.trip", Tag.KIND, Tag.DIALECT),
    /// Counter: errors, told to a client or not.
    ERRORS("errors", Tag.CATEGORY, Tag.SEVERITY);

    /// What a meter is broken down by.
    public enum Tag {
        /// A [one.commserver.protocol.ConnectionKind], or `none` before authentication.
        KIND,
        /// A [DialectTag].
        DIALECT,
        /// A [one.commserver.connection.ConnectionState].
        STATE,
        /// A [one.commserver.wire.Direction].
        DIRECTION,
        /// A [one.commserver.protocol.CloseReason]; `lost` without a close frame; `other` for a client's own words.
        REASON,
        /// A [one.commserver.protocol.ErrorCode.Category].
        CATEGORY,
        /// A [one.commserver.protocol.ErrorCode.Severity].
        SEVERITY
    }

    private final String meterName;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Tag> tags;

    ConnectionMeter(String name, Tag... tags) {
        this.meterName = "commserver.connection." + name;
        this.tags = List.of(tags);
    }

    /// The name in the registry.
    public String meterName() {
        return meterName;
    }

    /// What it is broken down by, in order.
    public List<Tag> tags() {
        return tags;
    }
}
