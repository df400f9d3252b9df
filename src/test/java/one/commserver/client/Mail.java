package one.commserver.client;

import static one.commserver.client.ClientFixture.SOON;
import static one.commserver.client.ClientFixture.get;
import static one.commserver.client.ClientFixture.key;

import one.commserver.client.inbox.DirectoryInbox;
import one.commserver.client.inbox.ReceivedFile;
import one.commserver.client.pairing.InMemoryTrustStore;
import one.commserver.client.pairing.InviteLink;
import one.commserver.client.pairing.PairingClient;
import one.commserver.client.request.Requester;
import one.commserver.client.sync.Inbox;
import one.commserver.client.sync.Recipient;
import one.commserver.client.sync.SealingKeys;
import one.commserver.client.sync.SyncReceiver;
import one.commserver.client.sync.SyncSender;
import one.commserver.crypto.SigningKey;
import one.commserver.crypto.sealing.SealingKeyPair;
import one.commserver.protocol.ConnectionKind;

import reactor.core.publisher.Mono;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// Somebody who leaves, and a peer for whom it is left, at a real server.
record Mail(SigningKey sender, SigningKey receiver, SealingKeyPair keys) implements AutoCloseable {

    /// Two who have never met become peers.
    static Mail paired(ClientFixture clients) {
        Mail mail = new Mail(key(), key(), SealedMail.keyPair());
        mail.befriend(clients, mail.sender);
        return mail;
    }

    /// Makes somebody a peer of the receiver.
    void befriend(ClientFixture clients, SigningKey other) {
        ClientLink inviter = get(clients.client(receiver, "inviter").connect(ConnectionKind.CONTROL));
        ClientLink joiner = get(clients.client(other, "joiner").connect(ConnectionKind.CONTROL));
        try (InviteLink link =
                get(pairing(inviter, receiver).invite(clients.url(), Duration.ofHours(1), 1, "friend"))) {
            get(pairing(joiner, other).pair(link));
        }
        inviter.close().block(SOON);
        joiner.close().block(SOON);
    }

    private static PairingClient pairing(ClientLink link, SigningKey key) {
        return new PairingClient(link, key, new InMemoryTrustStore(10), Clock.systemUTC());
    }

    Recipient recipient() {
        return new Recipient(receiver.identity(), keys.publicKey());
    }

    SyncSender sending(Requester server) {
        return new SyncSender(server, sender, Clock.systemUTC());
    }

    /// Takes from everybody who is named, besides the sender.
    SyncReceiver receiving(Requester server, Inbox inbox, SigningKey... others) {
        return new SyncReceiver(
                server,
                from ->
                        Mono.justOrEmpty(
                                Stream.concat(Stream.of(sender, receiver), Arrays.stream(others))
                                        .map(SigningKey::publicKey)
                                        .filter(known -> known.identity().equals(from))
                                        .findFirst()),
                SealingKeys.of(keys),
                inbox);
    }

    /// Bytes that no other id has.
    static byte[] content(String id, int size) {
        byte[] content = new byte[size];
        new Random(id.hashCode()).nextBytes(content);
        return content;
    }

    /// What is there, in its order; fails if it isn't what such an id has.
    static List<String> intact(DirectoryInbox inbox) {
        return inbox.present().map(Mail::intact).collectList().block(SOON);
    }

    private static String intact(ReceivedFile file) {
        try {
            byte[] content = Files.readAllBytes(file.content());
            if (content.length != file.size() || !Arrays.equals(content, content(file.id(), content.length))) {
                throw new AssertionError(file.id() + " isn't what was left");
            }
            return file.id() + "=" + content.length;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        keys.close();
    }
}
