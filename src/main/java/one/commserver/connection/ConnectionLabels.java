package one.commserver.connection;

import one.commserver.crypto.Identity;
import one.commserver.protocol.ConnectionKind;

import org.jspecify.annotations.Nullable;

/// What is known of a connection, for statistics and logs.
///
/// @param dialect what it speaks, or `unknown`
/// @param kind what it is for, once authenticated
/// @param identity who it is, once authenticated
/// @param instance which device
public record ConnectionLabels(
        String dialect, @Nullable ConnectionKind kind, @Nullable Identity identity, @Nullable String instance) {

    /// Nothing is known yet.
    public static final ConnectionLabels UNKNOWN = new ConnectionLabels("unknown", null, null, null);

    /// The dialect of `docs/protocol.md`.
    public static final String NATIVE = "native";

    /// The dialect of `docs/one-dialect.md`.
    public static final String ONE = "one";

    /// Only the dialect is known.
    public static ConnectionLabels ofDialect(String dialect) {
        return new ConnectionLabels(dialect, null, null, null);
    }

    /// Whether it speaks the native dialect.
    public boolean isNative() {
        return dialect.equals(NATIVE);
    }
}
