package one.commserver.client;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Digests;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SigningKey;
import one.commserver.crypto.sealing.SealingKeyPair;
import one.commserver.crypto.sealing.SealingPublicKey;
import one.commserver.crypto.sealing.SealingSuite;
import one.commserver.protocol.BatchChecksum;
import one.commserver.protocol.SyncMessage.MailObject;
import one.commserver.protocol.SyncMessage.SyncData;
import one.commserver.protocol.sealing.ObjectPart;
import one.commserver.protocol.sealing.SealedObject;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What a scripted server has in a mailbox: made as an honest sender makes it.
record SealedMail(SigningKey sender, Identity receiver, SealingPublicKey to) {

    static final String STORED = "2026-01-02T03:04:05.678Z";

    static SealingKeyPair keyPair() {
        return SealingKeyPair.generate(SealingSuite.X25519);
    }

    /// A small object.
    MailObject letter(String id, String content) {
        return element(seal(ObjectPart.single(id, Instant.now()), content));
    }

    /// All parts of an object.
    List<MailObject> parts(String id, String... contents) {
        ObjectPart first = ObjectPart.first(id, contents.length, Instant.now());
        var parts = new ArrayList<MailObject>();
        for (int i = 0; i < contents.length; i++) {
            parts.add(element(seal(first.at(i + 1), contents[i])));
        }
        return parts;
    }

    SealedObject seal(ObjectPart part, String content) {
        return SealedObject.seal(sender, receiver, to, part, content.getBytes(StandardCharsets.UTF_8));
    }

    MailObject element(SealedObject sealed) {
        ObjectPart part = sealed.part();
        boolean whole = part.parts() == 1;
        return element(
                part.id(),
                sealed.sender().identity(),
                sealed.encoded(),
                whole ? null : part.part(),
                whole ? null : part.parts());
    }

    static MailObject element(String id, Identity from, Bytes data, Integer part, Integer parts) {
        return new MailObject(id, from, STORED, data, Digests.sha256(data), part, parts);
    }

    static SyncData batch(String ref, String cursor, List<MailObject> objects) {
        return batch(ref, cursor, objects, false);
    }

    static SyncData batch(String ref, String cursor, List<MailObject> objects, boolean restarted) {
        return new SyncData(ref, objects, BatchChecksum.of(objects, cursor), cursor, restarted ? true : null);
    }
}
