package one.commserver.client.one;

import one.commserver.client.one.handshake.InitiatorHandshake;
import one.commserver.client.one.plugin.Side;
import one.commserver.connection.Connection;
import one.commserver.crypto.box.BoxKey;
import one.commserver.protocol.one.CommunicationRequest;
import one.commserver.protocol.one.OnePeerMessage;
import one.commserver.protocol.one.OnePeerMessage.CommunicationReady;

import reactor.core.publisher.MonoSink;

/// The exchange as the end leads it that wants to talk.
final class Initiation extends Exchange {

    private final InitiatorHandshake handshake;
    private boolean offered;

    /// @param handshake taken over
    Initiation(
            Connection connection, InitiatorHandshake handshake, OneSettings settings, MonoSink<OneConnection> sink) {
        super(connection, settings, sink);
        this.handshake = handshake;
    }

    @Override
    void begun() {
        say(handshake.request());
    }

    @Override
    void heard(OnePeerMessage message) {
        if (offered || !(message instanceof CommunicationReady)) {
            throw unexpected();
        }
        offered = true;
        say(handshake.offer());
    }

    @Override
    void heard(byte[] answer) {
        if (!offered) {
            throw unexpected();
        }
        BoxKey key = handshake.agree(answer);
        CommunicationRequest request = handshake.request();
        agreed(key, Side.INITIATOR, request.sourcePublicKey(), request.targetPublicKey());
    }

    @Override
    void wipe() {
        handshake.close();
    }
}
