package one.commserver.protocol.one;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.box.BoxPublicKey;

/// What a client sends to the server.
public sealed interface OneClientMessage extends OneMessage
        permits OneClientMessage.Register,
                OneClientMessage.AuthenticationResponse,
                OneClientMessage.Pong,
                CommunicationRequest {

    /// The socket wants to wait for whoever asks for this key.
    record Register(BoxPublicKey publicKey) implements OneClientMessage {

        static final String COMMAND = "register";

        @Override
        public String command() {
            return COMMAND;
        }
    }

    /// The answer to the server's challenge.
    ///
    /// @param response of any length: whether it is an answer [one.commserver.crypto.box.BoxChallenge] says
    record AuthenticationResponse(Bytes response) implements OneClientMessage {

        static final String COMMAND = "authentication_response";

        @Override
        public String command() {
            return COMMAND;
        }
    }

    /// I am still there. Only a registered socket says so.
    record Pong() implements OneClientMessage {

        static final String COMMAND = "pong";

        @Override
        public String command() {
            return COMMAND;
        }
    }
}
