package one.commserver.protocol;

/// Why a WebSocket is closed: the only place where a close code is a number.
///
/// Spec: chapters 4 (duplicates) and 10 (errors).
public enum CloseReason {
    /// Orderly, by whoever has nothing more to say.
    NORMAL(1000, "Close called.", Reconnect.NO),
    /// A newer connection took the slot.
    REPLACED(1000, "Close called: New connection replaced old one", Reconnect.NO),
    /// The slot was taken a moment ago; the newcomer goes.
    DUPLICATE(1000, "Close called: Duplicate connection - dropped new connection", Reconnect.LATER),
    /// An operator closed it.
    ROUTE_STOPPED(1000, "Close called: Corresponding route was stopped", Reconnect.NO),
    /// No sign of life; the socket is cut right after.
    TIMED_OUT(1000, "Terminate called: Connection timed out", Reconnect.NOW),
    /// The first frame belongs to no dialect.
    UNKNOWN_DIALECT(1000, "Close called: Received data does not match the data of a client message.", Reconnect.NO),
    /// The first frame isn't even JSON.
    NOT_JSON(1000, "Close called: Received message that does not conform to JSON", Reconnect.NO),
    /// The protocol was violated.
    PROTOCOL_ERROR(1002, "Close called: Protocol error", Reconnect.NO),
    /// A kind of data that can't be accepted here.
    UNSUPPORTED_DATA(1003, "Close called: Unsupported data", Reconnect.NO),
    /// A text that isn't UTF-8 or isn't a JSON object.
    INVALID_PAYLOAD(1007, "Close called: Invalid payload", Reconnect.NO),
    /// Refused by a rule: authentication, for the most part.
    POLICY_VIOLATION(1008, "Close called: Policy violation", Reconnect.NO),
    /// A frame or message over its limit.
    TOO_BIG(1009, "Close called: Message too big", Reconnect.NO),
    /// The server failed.
    INTERNAL_ERROR(1011, "Close called: Internal error", Reconnect.LATER),
    /// The listener stops or restarts.
    RESTARTING(1012, "Close called: Service restart", Reconnect.LATER),
    /// At a limit at the moment.
    TRY_AGAIN_LATER(1013, "Close called: Try again later", Reconnect.LATER);

    /// What a client does after such a close, if no `error` told it more.
    public enum Reconnect {
        /// Don't repeat.
        NO,
        /// Connect again at once.
        NOW,
        /// Connect again after a pause that grows, or at the given moment.
        LATER;

        /// What an error says about it.
        public static Reconnect of(ErrorCode.Retry retry) {
            return switch (retry) {
                case NO -> NO;
                case NOW -> NOW;
                case LATER -> LATER;
            };
        }
    }

    private final int code;
    private final String text;
    private final Reconnect reconnect;

    CloseReason(int code, String text, Reconnect reconnect) {
        this.code = code;
        this.text = text;
        this.reconnect = reconnect;
    }

    /// The code of the close frame.
    public int code() {
        return code;
    }

    /// The text of the close frame, at most 123 bytes.
    public String text() {
        return text;
    }

    /// Whether a client connects again.
    public Reconnect reconnect() {
        return reconnect;
    }
}
