package one.commserver.client.one;

import static one.commserver.client.one.Peers.SOON;
import static one.commserver.client.one.Peers.get;

import one.commserver.client.one.handshake.InitiatorHandshake;
import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionEnd;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.box.BoxChallenge;
import one.commserver.crypto.box.BoxKeyPair;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.one.OneClientMessage;
import one.commserver.protocol.one.OneCodec;
import one.commserver.protocol.one.OneMessage;
import one.commserver.protocol.one.OneServerMessage;
import one.commserver.wire.ConnectionEvent;

import reactor.core.publisher.Mono;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A server's end of a socket, on which a test says what it wants to, or what a server would.
final class ServerSide {

    private final BlockingQueue<ConnectionEvent> events = new LinkedBlockingQueue<>();
    private final Connection connection;

    /// On the connection's thread.
    ServerSide(Connection connection) {
        this.connection = connection;
        connection.receive(events::add);
    }

    void say(OneMessage message) {
        say(OneCodec.shared().encode(message));
    }

    void say(String text) {
        connection.send(text);
    }

    void say(byte[] bytes) {
        connection.send(new ConnectionEvent.Binary(ByteBuffer.wrap(bytes)));
    }

    /// The next message of the client's.
    OneClientMessage heard() throws InterruptedException {
        var event = Objects.requireNonNull(events.poll(SOON.toSeconds(), TimeUnit.SECONDS), "nothing came");
        return OneCodec.shared().decodeClient(((ConnectionEvent.Text) event).text());
    }

    /// Registers the client, if it owns its key.
    ServerSide registered(long pingInterval) throws InterruptedException {
        var register = (OneClientMessage.Register) heard();
        try (BoxKeyPair own = BoxKeyPair.generate();
                BoxChallenge challenge = BoxChallenge.issue(own.agree(register.publicKey()))) {
            say(new OneServerMessage.AuthenticationRequest(own.publicKey(), Bytes.of(challenge.challenge())));
            var response = (OneClientMessage.AuthenticationResponse) heard();
            if (!challenge.isAnsweredBy(response.response().toByteArray())) {
                throw new AssertionError("another answer");
            }
        }
        say(new OneServerMessage.AuthenticationSuccess(pingInterval));
        return this;
    }

    /// Hands the socket over to somebody who asks for a key.
    OneConnection handedOver(BoxKeyPair initiator, BoxKeyPair target) {
        say(new OneServerMessage.ConnectionHandover());
        var handshake = new InitiatorHandshake(initiator, target.publicKey());
        OneSettings settings = new OneSettingsBuilder().settings();
        return get(
                Mono.create(sink ->
                        connection.execute(() -> new Initiation(connection, handshake, settings, sink).begin())));
    }

    void close() {
        connection.close(CloseReason.NORMAL);
    }

    /// How it has ended, when it has.
    ConnectionEnd end() {
        return get(connection.ended());
    }
}
