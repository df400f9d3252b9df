package one.commserver.registry.redis;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Digests;
import one.commserver.crypto.Identity;
import one.commserver.protocol.ConnectionKind;
import one.commserver.registry.Slot;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// How a slot is named in Redis: the identity by a hash in the key, the rest in the field of that key.
final class SlotField {

    private static final int PARTS = 3;

    private SlotField() {}

    /// What stands for the identity in keys.
    static String ofIdentity(Identity identity) {
        return Digests.sha256(identity.wire().getBytes(StandardCharsets.US_ASCII)).toBase64Url();
    }

    static String of(Slot slot) {
        return slot.kind().name().toLowerCase(Locale.ROOT) + ':' + encode(slot.lane()) + ':' + encode(slot.instance());
    }

    /// Reads one.
    ///
    /// @throws IllegalArgumentException if it is no field
    static Slot parse(Identity identity, String field) {
        String[] parts = field.split(":", -1);
        if (parts.length != PARTS) {
            throw new IllegalArgumentException("no field of a slot");
        }
        ConnectionKind kind = ConnectionKind.valueOf(parts[0].toUpperCase(Locale.ROOT));
        return new Slot(identity, decode(parts[2]), kind, decode(parts[1]));
    }

    private static String encode(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.UTF_8)).toBase64Url();
    }

    private static String decode(String text) {
        return new String(Bytes.fromBase64Url(text).toByteArray(), StandardCharsets.UTF_8);
    }
}
