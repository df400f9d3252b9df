package one.commserver.client;

import one.commserver.client.inbox.DirectoryInbox;
import one.commserver.client.inbox.DirectoryInbox.Bounds;
import one.commserver.client.sync.SealingKeys;
import one.commserver.client.sync.SyncReceiver;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.PublicKey;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.crypto.sealing.SealingKeyPair;
import one.commserver.crypto.sealing.SealingSuite;
import one.commserver.protocol.ConnectionKind;

import reactor.core.publisher.Mono;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Fetches once, in a process of its own that may be killed. Its standard input has its key, its sealing key and whose
/// objects it takes, a line each.
final class ReceivingProcess {

    /// Nobody waits for it any longer then.
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private ReceivingProcess() {}

    /// Begins.
    ///
    /// @param arguments the server's port, and the inbox's directory
    public static void main(String[] arguments) throws IOException {
        List<String> keys = new String(System.in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
        SigningKey self = SigningKey.fromEncoded(SignatureAlgorithm.ED25519, decoded(keys.get(0)));
        SealingKeyPair sealing = SealingKeyPair.fromEncoded(SealingSuite.X25519, decoded(keys.get(1)));
        PublicKey sender = PublicKey.of(Identity.parse(keys.get(2)), null);
        try (var clients = new ClientFixture(Integer.parseInt(arguments[0]));
                var inbox = DirectoryInbox.open(Path.of(arguments[1]), Bounds.DEFAULT)) {
            ClientSession session = clients.client(self, "phone").session(ConnectionKind.DATA).open();
            new SyncReceiver(session, from -> Mono.just(sender), SealingKeys.of(sealing), inbox).fetch().block(LONGEST);
        }
    }

    private static byte[] decoded(String key) {
        return Bytes.fromBase64Url(key).toByteArray();
    }
}
