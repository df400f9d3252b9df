package one.commserver.client.one;

import one.commserver.client.one.handshake.AcceptorHandshake;
import one.commserver.client.one.handshake.AcceptorHandshake.Agreed;
import one.commserver.client.one.plugin.OneException;
import one.commserver.client.one.plugin.OneException.Reason;
import one.commserver.client.one.plugin.Side;
import one.commserver.connection.Connection;
import one.commserver.crypto.box.BoxKeyPair;
import one.commserver.crypto.box.BoxPublicKey;
import one.commserver.protocol.one.CommunicationRequest;
import one.commserver.protocol.one.OnePeerMessage;
import one.commserver.protocol.one.OnePeerMessage.CommunicationReady;
import one.commserver.wire.Departure;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.MonoSink;

/// The exchange as the end leads it that was asked.
final class Acceptance extends Exchange {

    private final BoxKeyPair own;
    private @Nullable CommunicationRequest request;
    private @Nullable AcceptorHandshake handshake;
    private boolean answered;

    Acceptance(Connection connection, BoxKeyPair own, OneSettings settings, MonoSink<OneConnection> sink) {
        super(connection, settings, sink);
        this.own = own;
    }

    @Override
    void begun() {
        // the other end begins
    }

    /// Says that it is ready before it looks whom the request is for, as existing applications do.
    @Override
    void heard(OnePeerMessage message) {
        if (request != null || !(message instanceof CommunicationRequest asked)) {
            throw unexpected();
        }
        request = asked;
        say(new CommunicationReady());
        if (!asked.targetPublicKey().equals(own.publicKey())) {
            throw new OneException(Reason.REFUSED, "Error: We do not accept connections for this target public key");
        }
        handshake = new AcceptorHandshake(own, asked.sourcePublicKey());
    }

    @Override
    void heard(byte[] offer) {
        CommunicationRequest asked = request;
        if (asked == null || handshake == null || answered) {
            throw unexpected();
        }
        answered = true;
        Agreed agreed = handshake.agree(offer);
        say(agreed.answer());
        connection().queue(new Behind(agreed, asked.sourcePublicKey()));
    }

    @Override
    void wipe() {
        if (handshake != null) {
            handshake.close();
        }
    }

    /// Leaves right behind the answer, which is the last that isn't encrypted.
    private final class Behind implements Departure {

        private final Agreed agreed;
        private final BoxPublicKey peer;

        private Behind(Agreed agreed, BoxPublicKey peer) {
            this.agreed = agreed;
            this.peer = peer;
        }

        @Override
        public int bytes() {
            return 0;
        }

        @Override
        public void depart() {
            agreed(agreed.key(), Side.ACCEPTOR, own.publicKey(), peer);
        }

        @Override
        public void drop() {
            agreed.key().close();
        }
    }
}
