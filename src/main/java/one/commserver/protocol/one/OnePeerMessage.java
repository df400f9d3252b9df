package one.commserver.protocol.one;

/// What peers say to each other in the clear, through a relay or without one.
public sealed interface OnePeerMessage extends OneMessage
        permits OnePeerMessage.CommunicationReady, CommunicationRequest {

    /// The acceptor has the request; the keys come next.
    record CommunicationReady() implements OnePeerMessage {

        static final String COMMAND = "communication_ready";

        @Override
        public String command() {
            return COMMAND;
        }
    }
}
