package one.commserver.client;

import one.commserver.connection.ConnectionEnd;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.wire.CloseStatus;

import java.time.Duration;

/// What can go wrong on a link. What can go wrong before there is one is a [one.commserver.connection.ConnectionError]
/// or an [one.commserver.client.authentication.AuthenticationException]. No text holds a secret.
public abstract sealed class ClientException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private ClientException(String what) {
        super(what);
    }

    private ClientException(String what, Throwable cause) {
        super(what, cause);
    }

    /// Whether the same may succeed later without anything being changed here.
    public boolean mayPass() {
        return switch (this) {
            case LinkClosed lost -> true;
            case RequestTimedOut late -> true;
            case TooManyRequests busy -> true;
            case LimitReached full -> true;
            case RequestRefused refused -> refused.error().retry() != ErrorCode.Retry.NO;
            case ServerViolation lying -> false;
            case SessionClosed over -> false;
            case ChannelClosed over -> false;
        };
    }

    /// The server answered a request with an error.
    public static final class RequestRefused extends ClientException {
        private static final long serialVersionUID = 1L;

        private final transient ErrorMessage error;

        RequestRefused(ErrorMessage error) {
            super("the server refused: " + error.code() + " (" + error.message() + ")");
            this.error = error;
        }

        /// What the server said.
        public ErrorMessage error() {
            return error;
        }
    }

    /// No answer came in time.
    public static final class RequestTimedOut extends ClientException {
        private static final long serialVersionUID = 1L;

        RequestTimedOut(String request, Duration timeout) {
            super("no answer to " + request + " within " + timeout);
        }
    }

    /// One of this client's own bounds was reached.
    public static final class LimitReached extends ClientException {
        private static final long serialVersionUID = 1L;

        public LimitReached(String limit) {
            super("limit reached: " + limit);
        }
    }

    /// As many requests wait for their answers as may.
    public static final class TooManyRequests extends ClientException {
        private static final long serialVersionUID = 1L;

        TooManyRequests() {
            super("too many requests wait for their answers");
        }
    }

    /// The server broke a rule of the protocol; the link ends.
    public static final class ServerViolation extends ClientException {
        private static final long serialVersionUID = 1L;

        public ServerViolation(String what) {
            super("the server broke the protocol: " + what);
        }
    }

    /// The link has ended, and with it whatever was under way on it.
    public static final class LinkClosed extends ClientException {
        private static final long serialVersionUID = 1L;

        private final transient LinkEnd end;

        LinkClosed(LinkEnd end) {
            super(
                    "the link has ended: " + end.status().code() + " " + end.status().text(),
                    end.cause() == null ? new IllegalStateException("by " + end.by()) : end.cause());
            this.end = end;
        }

        /// A newer link of the same place has taken over.
        static LinkClosed replaced() {
            return new LinkClosed(
                    new LinkEnd(CloseStatus.of(CloseReason.REPLACED), ConnectionEnd.By.REMOTE, null, null, null));
        }

        /// How it ended.
        public LinkEnd end() {
            return end;
        }
    }

    /// The session was closed, or is not to be gone on with.
    public static final class SessionClosed extends ClientException {
        private static final long serialVersionUID = 1L;

        SessionClosed() {
            super("the session is over");
        }
    }

    /// The channel has ended.
    public static final class ChannelClosed extends ClientException {
        private static final long serialVersionUID = 1L;

        private final transient ChannelEnd end;

        ChannelClosed(ChannelEnd end) {
            super("the channel has ended: " + end.reason() + ", by " + end.by().wireName());
            this.end = end;
        }

        /// How it ended.
        public ChannelEnd end() {
            return end;
        }
    }
}
