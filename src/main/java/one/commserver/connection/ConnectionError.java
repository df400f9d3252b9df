package one.commserver.connection;

import one.commserver.wire.Wire;

import org.jspecify.annotations.Nullable;

/// What can go wrong with making or keeping a connection, with both ends and the cause. Never shown to a client.
public abstract sealed class ConnectionError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Wire.Route route;

    private ConnectionError(String what, Wire.Route route, @Nullable Throwable cause) {
        super(what + " (" + route.source() + " -> " + route.destination() + ")", cause);
        this.route = route;
    }

    /// Between which ends.
    public Wire.Route route() {
        return route;
    }

    /// A cap was reached.
    public static final class LimitExceeded extends ConnectionError {
        private static final long serialVersionUID = 1L;

        public LimitExceeded(String limit, Wire.Route route) {
            super("limit '" + limit + "' exceeded", route, null);
        }
    }

    /// Something didn't happen in time.
    public static final class Timeout extends ConnectionError {
        private static final long serialVersionUID = 1L;

        public Timeout(String what, Wire.Route route) {
            super("timed out: " + what, route, null);
        }
    }

    /// The connection was there and broke.
    public static final class Broken extends ConnectionError {
        private static final long serialVersionUID = 1L;

        public Broken(String what, Wire.Route route, @Nullable Throwable cause) {
            super("connection broken: " + what, route, cause);
        }
    }

    /// The connection couldn't be made.
    public static final class ConnectionFailed extends ConnectionError {
        private static final long serialVersionUID = 1L;

        public ConnectionFailed(String what, Wire.Route route, @Nullable Throwable cause) {
            super("connection failed: " + what, route, cause);
        }
    }

    /// The address to listen on couldn't be had.
    public static final class BindFailed extends ConnectionError {
        private static final long serialVersionUID = 1L;

        public BindFailed(String what, Wire.Route route, @Nullable Throwable cause) {
            super("can't listen: " + what, route, cause);
        }
    }
}
