package one.commserver.client.inbox;

import one.commserver.client.sync.ReceivedPart;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.sealing.ObjectPart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What an inbox gets and what it has, for its tests.
final class Parts {

    static final Duration SOON = Duration.ofSeconds(30);

    static final Identity ALICE = SigningKey.generate(SignatureAlgorithm.ED25519).identity();

    private static final Instant SENT = Instant.parse("2026-01-02T03:04:05.678Z");

    private Parts() {}

    /// All parts of one object.
    static List<ReceivedPart> of(Identity sender, String id, int series, String... contents) {
        byte[] marked = new byte[ObjectPart.SERIES_BYTES];
        marked[0] = (byte) series;
        var parts = new ArrayList<ReceivedPart>();
        for (int i = 0; i < contents.length; i++) {
            var part = new ObjectPart(id, Bytes.of(marked), i + 1, contents.length, SENT);
            parts.add(
                    new ReceivedPart(sender, part, SENT.plusSeconds(1), contents[i].getBytes(StandardCharsets.UTF_8)));
        }
        return parts;
    }

    /// What has come completely.
    static List<String> in(DirectoryInbox inbox) throws IOException {
        List<ReceivedFile> files = inbox.present().collectList().block(SOON);
        return files.stream().map(file -> file.id() + "=" + text(file)).toList();
    }

    static String text(ReceivedFile file) {
        try {
            return Files.readString(file.content());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
