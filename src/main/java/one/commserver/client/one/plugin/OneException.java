package one.commserver.client.one.plugin;

import one.commserver.protocol.CloseReason;
import one.commserver.wire.CloseStatus;

import java.io.Serial;

/// A connection of the ONE dialect that didn't come about or doesn't go on. Names reason and rule, never a value. No
/// stack trace: hostile input must stay cheap.
public final class OneException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    private static final String CLOSE = "Close called: ";
    private static final String TERMINATE = "Terminate called: ";

    private final Reason reason;
    private final String rule;

    /// @param rule a sentence of at most 100 ASCII characters, which the other side may be told
    public OneException(Reason reason, String rule) {
        super(reason + ": " + rule, null, false, false);
        this.reason = reason;
        this.rule = rule;
    }

    /// What kind of failure.
    public Reason reason() {
        return reason;
    }

    /// What the other side is told of it.
    public CloseStatus status() {
        return new CloseStatus(CloseReason.NORMAL.code(), (reason == Reason.SILENT ? TERMINATE : CLOSE) + rule);
    }

    /// The kinds of failure.
    public enum Reason {
        /// There was no connection to the server, or to the peer.
        UNREACHABLE,
        /// The other side has closed, or the socket broke, before the peers had a key in common.
        REFUSED,
        /// Something came that doesn't belong there, or isn't of the form that it must have.
        MALFORMED,
        /// The peer isn't the owner of the key that it claims, or a message isn't the next one that it has sent.
        NOT_AUTHENTIC,
        /// Something is larger than this end takes.
        TOO_LARGE,
        /// A step took too long.
        TIMED_OUT,
        /// No sign of life has come.
        SILENT,
        /// The connection has ended.
        CLOSED
    }
}
