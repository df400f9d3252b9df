package one.commserver.telemetry;

import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionKind;
import one.commserver.wire.CloseStatus;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/// How values of enums are spelled as tags.
final class TagValues {

    private static final String NONE = "none";
    private static final String LOST = "lost";
    private static final String OTHER = "other";

    private TagValues() {}

    static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static String of(@Nullable ConnectionKind kind) {
        return kind == null ? NONE : kind.wireName();
    }

    /// A stranger's close text never becomes a tag.
    static String of(CloseStatus status) {
        for (CloseReason reason : CloseReason.values()) {
            if (reason.code() == status.code() && reason.text().equals(status.text())) {
                return of(reason);
            }
        }
        if (status.equals(CloseStatus.ABNORMAL)) {
            return LOST;
        }
        return status.isNormal() ? of(CloseReason.NORMAL) : OTHER;
    }
}
