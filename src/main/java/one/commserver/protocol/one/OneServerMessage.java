package one.commserver.protocol.one;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.box.BoxPublicKey;

/// What a server sends to a client.
public sealed interface OneServerMessage extends OneMessage
        permits OneServerMessage.AuthenticationRequest,
                OneServerMessage.AuthenticationSuccess,
                OneServerMessage.ConnectionHandover,
                OneServerMessage.Ping,
                CommunicationRequest {

    /// Prove that the key is yours.
    ///
    /// @param publicKey the server's own
    /// @param challenge made with it, see [one.commserver.crypto.box.BoxChallenge]
    record AuthenticationRequest(BoxPublicKey publicKey, Bytes challenge) implements OneServerMessage {

        static final String COMMAND = "authentication_request";

        @Override
        public String command() {
            return COMMAND;
        }
    }

    /// The socket waits from now on.
    ///
    /// @param pingInterval how often the server asks whether the client is still there, in milliseconds
    record AuthenticationSuccess(long pingInterval) implements OneServerMessage {

        static final String COMMAND = "authentication_success";

        /// The most that an interval has: a day.
        static final long MAX_INTERVAL = 86_400_000;

        /// @throws IllegalArgumentException for an interval below 1 ms or above a day
        public AuthenticationSuccess {
            if (pingInterval < 1 || pingInterval > MAX_INTERVAL) {
                throw new IllegalArgumentException("a ping's interval is 1 ms to a day");
            }
        }

        @Override
        public String command() {
            return COMMAND;
        }
    }

    /// Somebody has asked for this key: what follows is his request, and then whatever he sends.
    record ConnectionHandover() implements OneServerMessage {

        static final String COMMAND = "connection_handover";

        @Override
        public String command() {
            return COMMAND;
        }
    }

    /// Are you still there?
    record Ping() implements OneServerMessage {

        static final String COMMAND = "ping";

        @Override
        public String command() {
            return COMMAND;
        }
    }
}
