package one.commserver.protocol.one;

import one.commserver.crypto.box.BoxPublicKey;

/// Somebody wants to talk to the owner of a key. The server passes it on to the listener; without a server it goes from
/// peer to peer.
///
/// @param sourcePublicKey who that is: a claim, which the peers' handshake proves or refutes
/// @param targetPublicKey whom he wants to talk to
public record CommunicationRequest(BoxPublicKey sourcePublicKey, BoxPublicKey targetPublicKey)
        implements OneClientMessage, OneServerMessage, OnePeerMessage {

    static final String COMMAND = "communication_request";

    @Override
    public String command() {
        return COMMAND;
    }
}
