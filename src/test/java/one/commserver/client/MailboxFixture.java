package one.commserver.client;

import static one.commserver.client.ClientFixture.connect;
import static one.commserver.client.ClientFixture.key;
import static one.commserver.client.SealedMail.batch;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.client.sync.RefusedPart;
import one.commserver.client.sync.RefusedPart.Reason;
import one.commserver.client.sync.SealingKeys;
import one.commserver.client.sync.SyncReceiver;
import one.commserver.crypto.Identity;
import one.commserver.crypto.PublicKey;
import one.commserver.crypto.SigningKey;
import one.commserver.crypto.sealing.SealingKeyPair;
import one.commserver.protocol.ClientMessage;
import one.commserver.protocol.SyncMessage.Completion;
import one.commserver.protocol.SyncMessage.MailObject;
import one.commserver.protocol.SyncMessage.SyncAck;
import one.commserver.protocol.SyncMessage.SyncComplete;

import org.junit.jupiter.api.AfterEach;

import reactor.core.publisher.Mono;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A client that fetches, and a server that hands over what it likes.
abstract class MailboxFixture {
    final ScriptedServer server = new ScriptedServer();

    final ClientFixture clients = new ClientFixture(server.port());

    final SigningKey alice = key();

    final SigningKey bob = key();

    final SealingKeyPair keys = SealedMail.keyPair();

    final SealedMail mail = new SealedMail(bob, alice.identity(), keys.publicKey());

    final RecordingInbox inbox = new RecordingInbox();

    final ClientLink link = connect(clients.client(alice, "phone"));

    final SyncReceiver receiver = new SyncReceiver(link, this::sender, SealingKeys.of(keys), inbox);

    @AfterEach
    void close() {
        clients.close();
        server.close();
        keys.close();
    }

    Mono<PublicKey> sender(Identity identity) {
        return Mono.fromSupplier(() -> identity.equals(bob.identity()) ? bob.publicKey() : null);
    }

    /// Hands over those batches, and then says that this was it.
    @SafeVarargs
    final void serve(List<MailObject>... batches) {
        AtomicInteger next = new AtomicInteger();
        server.script =
                (socket, message) -> {
                    int number = next.getAndIncrement();
                    socket.tell(
                            number < batches.length
                                    ? batch(message.ref(), "c" + number, batches[number])
                                    : end(message, Completion.COMPLETE));
                };
    }

    static SyncComplete end(ClientMessage message, Completion status) {
        return new SyncComplete(message.ref(), 0, status, null);
    }

    void assertRefused(Reason... reasons) {
        assertThat(inbox.refused.stream().map(RefusedPart::reason)).containsExactly(reasons);
    }

    List<SyncAck> acks() {
        return server.heard.stream().filter(SyncAck.class::isInstance).map(SyncAck.class::cast).toList();
    }
}
