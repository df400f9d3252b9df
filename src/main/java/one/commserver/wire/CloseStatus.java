package one.commserver.wire;

import one.commserver.protocol.CloseReason;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/// What a close frame said, or what stands for it where there was none.
///
/// @param code of RFC 6455, section 7.4
/// @param text at most 123 bytes
public record CloseStatus(int code, String text) {

    /// No close frame came: RFC 6455 reserves the code for that.
    public static final CloseStatus ABNORMAL = new CloseStatus(1006, "");

    /// A close frame came without a code.
    public static final CloseStatus NO_CODE = new CloseStatus(1005, "");

    /// The status of a reason of ours.
    public static CloseStatus of(CloseReason reason) {
        return new CloseStatus(reason.code(), reason.text());
    }

    /// Whether a close frame came that says nothing bad.
    public boolean isNormal() {
        return code == CloseReason.NORMAL.code() || code == NO_CODE.code;
    }

    /// Whether, and when, a client connects again that was told no more than this.
    public CloseReason.Reconnect reconnect() {
        if (equals(ABNORMAL)) {
            return CloseReason.Reconnect.NOW;
        }
        return known(reason -> of(reason).equals(this))
                .or(() -> known(reason -> reason.code() == code))
                .map(CloseReason::reconnect)
                .orElse(isNormal() ? CloseReason.Reconnect.NO : CloseReason.Reconnect.LATER);
    }

    private static Optional<CloseReason> known(Predicate<CloseReason> matches) {
        return Arrays.stream(CloseReason.values()).filter(matches).findFirst();
    }
}
