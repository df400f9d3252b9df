package one.commserver.telemetry;

import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionKind;
import one.commserver.wire.CloseStatus;

import org.jspecify.annotations.Nullable;

/// How values of enums are spelled as tags.
public final class TagValues {

    /// The kind of a connection that nobody has authenticated on.
    static final String NONE = "none";

    /// The reason of a connection that ended without a close frame.
    static final String LOST = "lost";

    private TagValues() {}

    static String of(Enum<?> value) {
        return MeterTag.word(value);
    }

    static String of(@Nullable ConnectionKind kind) {
        return kind == null ? NONE : kind.wireName();
    }

    /// A stranger's close text never becomes a tag.
    public static String of(CloseStatus status) {
        for (CloseReason reason : CloseReason.values()) {
            if (reason.code() == status.code() && reason.text().equals(status.text())) {
                return of(reason);
            }
        }
        if (status.equals(CloseStatus.ABNORMAL)) {
            return LOST;
        }
        return status.isNormal() ? of(CloseReason.NORMAL) : MeterTag.OTHER;
    }
}
