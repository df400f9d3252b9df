package one.commserver.connection;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// Where a connection is in its life.
///
/// ```
/// INITIALIZING ─► CONNECTING ─► CONNECTED ─► AUTHENTICATING ─► AUTHENTICATED ─┬─────────────► ACTIVE   (a link)
///                                                                             │
///                                     (a peer connection) ENCRYPTING ◄────────┼────► PAIRING
///                                                             ▼       ◄───────┼───┐     ▼
///                                                         ENCRYPTED ──────────┼─┐ └─ PAIRED ─► ACTIVE
///                                                             └─► PAIRING     │ └─► ACTIVE
///
/// any of them ─► CLOSING ─► CLOSED          any of them, CLOSING too ─► FAILED
/// ```
///
/// CLOSED and FAILED are final: whoever comes back is a new connection.
///
/// Spec: chapter 5, lifecycle states.
public enum ConnectionState {
    /// Made, nothing dialled.
    INITIALIZING,
    /// The socket or the channel is being opened.
    CONNECTING,
    /// Frames can travel; nobody has proven anything.
    CONNECTED,
    /// Challenge and response.
    AUTHENTICATING,
    /// The other side knows who this is.
    AUTHENTICATED,
    /// Keys are being agreed.
    ENCRYPTING,
    /// Both sides have confirmed the keys.
    ENCRYPTED,
    /// Trust is being established.
    PAIRING,
    /// Both sides know each other.
    PAIRED,
    /// Application data may travel.
    ACTIVE,
    /// A close was said and isn't answered yet.
    CLOSING,
    /// Ended in order. Final.
    CLOSED,
    /// Ended without order. Final.
    FAILED;

    private static final Map<ConnectionState, Set<ConnectionState>> SUCCESSORS = successors();

    /// Whether nothing can follow.
    public boolean isFinal() {
        return this == CLOSED || this == FAILED;
    }

    /// Whether the table allows that step.
    public boolean canBecome(ConnectionState next) {
        return SUCCESSORS.getOrDefault(this, Set.of()).contains(next);
    }

    /// The legal successors of this state.
    public Set<ConnectionState> successorStates() {
        return Set.copyOf(SUCCESSORS.getOrDefault(this, Set.of()));
    }

    /// Takes a step of the table.
    ///
    /// @throws IllegalStateException with both names, if the table doesn't have it
    public ConnectionState to(ConnectionState next) {
        if (!canBecome(next)) {
            throw new IllegalStateException("a connection can't go from " + this + " to " + next);
        }
        return next;
    }

    private static Map<ConnectionState, Set<ConnectionState>> successors() {
        Map<ConnectionState, Set<ConnectionState>> table = new EnumMap<>(ConnectionState.class);
        table.put(INITIALIZING, EnumSet.of(CONNECTING));
        table.put(CONNECTING, EnumSet.of(CONNECTED));
        table.put(CONNECTED, EnumSet.of(AUTHENTICATING));
        table.put(AUTHENTICATING, EnumSet.of(AUTHENTICATED));
        table.put(AUTHENTICATED, EnumSet.of(ACTIVE, ENCRYPTING, PAIRING));
        table.put(ENCRYPTING, EnumSet.of(ENCRYPTED));
        table.put(ENCRYPTED, EnumSet.of(PAIRING, ACTIVE));
        table.put(PAIRING, EnumSet.of(PAIRED));
        table.put(PAIRED, EnumSet.of(ENCRYPTING, ACTIVE));
        table.put(ACTIVE, EnumSet.noneOf(ConnectionState.class));
        table.values().forEach(next -> next.addAll(EnumSet.of(CLOSING, FAILED)));
        table.put(CLOSING, EnumSet.of(CLOSED, FAILED));
        return table;
    }
}
