package one.commserver.protocol;

import com.fasterxml.jackson.annotation.JsonTypeName;

import org.jspecify.annotations.Nullable;

/// What concerns the connection itself.
///
/// Spec: chapters 4 and 11.
public sealed interface ConnectionMessage {

    /// What a client sends.
    sealed interface FromClient extends ConnectionMessage, ClientMessage {}

    /// What a server sends.
    sealed interface FromServer extends ConnectionMessage, ServerMessage {}

    /// I am here; with the client's own view of its health.
    ///
    /// @param rttMs the round-trip time that the client measures, in milliseconds
    /// @param reconnects how often it has lost its connection since it started
    /// @param queuedBytes what waits in it to be sent, in bytes
    @JsonTypeName("heartbeat")
    record Heartbeat(@Nullable String ref, @Nullable Long rttMs, @Nullable Long reconnects, @Nullable Long queuedBytes)
            implements FromClient {
        public Heartbeat {
            Fields.ref(ref);
            Fields.atLeast("rtt_ms", 0, rttMs);
            Fields.atLeast("reconnects", 0, reconnects);
            Fields.atLeast("queued_bytes", 0, queuedBytes);
        }
    }

    /// So am I.
    @JsonTypeName("heartbeat_ack")
    record HeartbeatAck(@Nullable String ref) implements FromServer {
        public HeartbeatAck {
            Fields.ref(ref);
        }
    }

    /// Somebody keeps taking a slot of this identity: two devices share an instance's name, or the key is stolen.
    ///
    /// @param instance of the slot that is fought over
    /// @param kind of that slot
    /// @param lane of that slot, empty for the default one
    /// @param displacements how many there were in a row
    @JsonTypeName("connection_conflict")
    record ConnectionConflict(
            @Nullable String ref, String instance, ConnectionKind kind, String lane, int displacements)
            implements FromServer {
        public ConnectionConflict {
            Fields.ref(ref);
            Fields.name("instance", instance, 1, AuthenticationMessage.MAX_INSTANCE);
            Fields.name("lane", lane, 0, AuthenticationMessage.MAX_LANE);
            Fields.count("displacements", displacements);
        }
    }

    /// This node goes away: connect anew, to another one.
    ///
    /// @param reconnectAfterMs when the client is to leave, in milliseconds from now
    /// @param resumable whether its session can go on then
    @JsonTypeName("server_draining")
    record ServerDraining(@Nullable String ref, long reconnectAfterMs, boolean resumable) implements FromServer {
        public ServerDraining {
            Fields.ref(ref);
            Fields.atLeast("reconnect_after_ms", 0, reconnectAfterMs);
        }
    }
}
