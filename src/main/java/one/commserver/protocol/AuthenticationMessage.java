package one.commserver.protocol;

import com.fasterxml.jackson.annotation.JsonTypeName;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SignatureAlgorithm;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Challenge and response: `auth` → `challenge` → `response` → `auth_success`.
///
/// Spec: chapter 3.
public sealed interface AuthenticationMessage {

    /// The most characters of `instance`.
    int MAX_INSTANCE = 64;

    /// The most characters of `lane`.
    int MAX_LANE = 16;

    /// The most characters of `audience`: a host name of 253, a colon and a port.
    int MAX_AUDIENCE = 259;

    /// The most characters of a session token.
    int MAX_SESSION = 128;

    /// Bytes of a challenge's nonce.
    int NONCE_BYTES = 32;

    /// Bytes of a proof: SHA-256.
    int PROOF_BYTES = 32;

    /// The most bytes of a key or of a signature: what any of the algorithms needs, with room.
    int MAX_KEY_BYTES = 4096;

    /// The most words in `capabilities`, and the most characters of each.
    int MAX_CAPABILITIES = 64;

    /// The most channels that a session is told of at once.
    int MAX_CHANNELS = 65_536;

    /// What a client sends.
    sealed interface FromClient extends AuthenticationMessage, ClientMessage {}

    /// What a server sends.
    sealed interface FromServer extends AuthenticationMessage, ServerMessage {}

    /// Step 1: who I am, whom I dialled, and which slot I want.
    ///
    /// @param identity the identity whose key will sign
    /// @param key the public key, for algorithms whose identity is only a hash of it
    /// @param timestamp the client's clock, RFC 3339 in UTC with milliseconds, exactly as it is signed
    /// @param audience the authority that the client dialled
    /// @param instance names the device: 1 to 64 letters, digits, `.`, `_`, `-`
    /// @param kind what the connection is for
    /// @param lane at most 16 of the same characters; absent and empty are the same lane
    /// @param session the token of the session to go on with
    @JsonTypeName("auth")
    record Auth(
            @Nullable String ref,
            Identity identity,
            @Nullable Bytes key,
            String timestamp,
            String audience,
            String instance,
            ConnectionKind kind,
            @Nullable String lane,
            @Nullable String session)
            implements FromClient {
        public Auth {
            Fields.ref(ref);
            Fields.bytes("key", key, 1, MAX_KEY_BYTES);
            Fields.time("timestamp", timestamp);
            Fields.visible("audience", audience, 1, MAX_AUDIENCE);
            Fields.name("instance", instance, 1, MAX_INSTANCE);
            Fields.name("lane", lane, 0, MAX_LANE);
            Fields.visible("session", session, 1, MAX_SESSION);
        }

        /// Hides the session's token.
        @Override
        public String toString() {
            return "Auth[identity=" + identity + ", instance=" + instance + ", kind=" + kind + ", lane=" + lane + "]";
        }
    }

    /// Step 2: prove it.
    ///
    /// @param nonce 32 random bytes, good for one answer on this connection
    /// @param algorithm repeats the identity's; a client that reads another one stops
    /// @param audience repeats the client's
    /// @param expires RFC 3339; an answer after it is refused
    @JsonTypeName("challenge")
    record Challenge(@Nullable String ref, Bytes nonce, SignatureAlgorithm algorithm, String audience, String expires)
            implements FromServer {
        public Challenge {
            Fields.ref(ref);
            Fields.bytes("nonce", nonce, NONCE_BYTES, NONCE_BYTES);
            Fields.visible("audience", audience, 1, MAX_AUDIENCE);
            Fields.time("expires", expires);
        }
    }

    /// Step 3: the proof.
    ///
    /// @param proof SHA-256 of the transcript
    /// @param signature the identity's signature over the transcript
    @JsonTypeName("response")
    record Response(@Nullable String ref, Bytes proof, Bytes signature) implements FromClient {
        public Response {
            Fields.ref(ref);
            Fields.bytes("proof", proof, PROOF_BYTES, PROOF_BYTES);
            Fields.bytes("signature", signature, 1, MAX_KEY_BYTES);
        }
    }

    /// Step 4: in.
    ///
    /// @param session the token that resumes this session; secret; absent for a kind that has no slot
    /// @param resumed whether the session that the client named goes on
    /// @param capabilities what this server can do, in words
    /// @param heartbeatMs how often the client should send `heartbeat` on a control connection, in milliseconds
    /// @param limits what the server allows
    /// @param channels the session's live channels
    @JsonTypeName("auth_success")
    record AuthSuccess(
            @Nullable String ref,
            @Nullable String session,
            boolean resumed,
            List<String> capabilities,
            long heartbeatMs,
            Limits limits,
            List<ChannelMessage.ChannelSummary> channels)
            implements FromServer {
        public AuthSuccess {
            Fields.ref(ref);
            Fields.visible("session", session, 1, MAX_SESSION);
            Fields.atMost("capabilities", MAX_CAPABILITIES, capabilities.size());
            capabilities.forEach(word -> Fields.name("capabilities", word, 1, MAX_CAPABILITIES));
            Fields.atLeast("heartbeat_ms", 1, heartbeatMs);
            Fields.atMost("channels", MAX_CHANNELS, channels.size());
            capabilities = List.copyOf(capabilities);
            channels = List.copyOf(channels);
        }

        /// Hides the session's token.
        @Override
        public String toString() {
            return "AuthSuccess[resumed=" + resumed + ", channels=" + channels + "]";
        }
    }

    /// What the server allows, so that a client needn't find out by being refused. Bytes, unless said otherwise.
    ///
    /// @param textMessage the largest text message
    /// @param binaryFrame the largest binary frame, its five header bytes included
    /// @param channels the most channels of a session
    /// @param dataLanes the most data connections of one instance
    /// @param channelWindow the most that a receiver may grant beyond what it was sent, for a channel
    /// @param connectionWindow the same for all channels of a connection together
    /// @param syncObject the largest object, or part, that can be left for somebody
    /// @param messagesPerSecond frames a second that are read from a connection; more is read later
    /// @param bytesPerSecond the same in bytes
    record Limits(
            int textMessage,
            int binaryFrame,
            int channels,
            int dataLanes,
            long channelWindow,
            long connectionWindow,
            int syncObject,
            long messagesPerSecond,
            long bytesPerSecond) {
        public Limits {
            Fields.count("text_message", textMessage);
            Fields.count("binary_frame", binaryFrame);
            Fields.count("channels", channels);
            Fields.count("data_lanes", dataLanes);
            Fields.atLeast("channel_window", binaryFrame, channelWindow);
            Fields.atLeast("connection_window", channelWindow, connectionWindow);
            Fields.count("sync_object", syncObject);
            Fields.atLeast("messages_per_second", 1, messagesPerSecond);
            Fields.atLeast("bytes_per_second", 1, bytesPerSecond);
        }
    }
}
