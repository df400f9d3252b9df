package one.commserver.discovery.redis;

import one.commserver.crypto.Bytes;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.DiscoveryMessage.Endpoint;
import one.commserver.protocol.DiscoveryMessage.FoundEndpoint;
import one.commserver.protocol.DiscoveryMessage.SealingKey;
import one.commserver.protocol.DiscoveryMessage.Transport;
import one.commserver.registry.Slot;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How slots, endpoints and keys are written down in Redis.
final class Written {

    /// Of endpoints and of keys, in front of each.
    private static final byte FORM = 1;

    private static final int SLOT_PARTS = 3;
    private static final int NO_PRIORITY = -1;

    private Written() {}

    /// A part of what is written.
    private interface Part {
        void write(DataOutputStream out) throws IOException;
    }

    /// Reads what is behind the form.
    private interface Reading<T> {
        T read(DataInputStream in) throws IOException;
    }

    static String slot(Slot slot) {
        return kind(slot.kind()) + ':' + encode(slot.lane()) + ':' + encode(slot.instance());
    }

    private static String kind(ConnectionKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static String encode(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.UTF_8)).toBase64Url();
    }

    private static String instance(String slot) {
        String[] parts = slot.split(":", -1);
        if (parts.length != SLOT_PARTS) {
            throw new IllegalStateException("no slot is written there");
        }
        try {
            return new String(Bytes.fromBase64Url(parts[2]).toByteArray(), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalStateException("no slot is written there", wrong);
        }
    }

    static byte[] endpoints(List<Endpoint> endpoints) {
        return written(out -> {
            out.writeShort(endpoints.size());
            for (Endpoint endpoint : endpoints) {
                out.writeUTF(endpoint.transport().wireName());
                out.writeUTF(endpoint.address());
                Integer priority = endpoint.priority();
                out.writeShort(priority == null ? NO_PRIORITY : priority);
            }
        });
    }

    /// @param slot that has announced them
    static List<FoundEndpoint> endpoints(String slot, Bytes written) {
        String instance = instance(slot);
        return read(
                written,
                in -> {
                    int count = in.readShort();
                    List<FoundEndpoint> endpoints = new ArrayList<>();
                    for (int i = 0; i < count; i++) {
                        Transport transport = Transport.valueOf(in.readUTF().toUpperCase(Locale.ROOT));
                        String address = in.readUTF();
                        int priority = in.readShort();
                        endpoints.add(
                                new FoundEndpoint(
                                        instance, transport, address, priority == NO_PRIORITY ? null : priority));
                    }
                    return endpoints;
                });
    }

    static byte[] key(SealingKey key) {
        return written(out -> {
            out.writeUTF(key.suite());
            bytes(out, key.key());
            out.writeUTF(key.expires());
            bytes(out, key.signature());
        });
    }

    static SealingKey key(Bytes written) {
        return read(written, in -> new SealingKey(in.readUTF(), bytes(in), in.readUTF(), bytes(in)));
    }

    private static void bytes(DataOutputStream out, Bytes bytes) throws IOException {
        out.writeInt(bytes.length());
        out.write(bytes.toByteArray());
    }

    private static Bytes bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a part is longer than all");
        }
        return Bytes.of(in.readNBytes(length));
    }

    private static byte[] written(Part part) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(FORM);
            part.write(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static <T> T read(Bytes written, Reading<T> reading) {
        try (var in = new DataInputStream(new ByteArrayInputStream(written.toByteArray()))) {
            if (in.readByte() != FORM) {
                throw new IllegalStateException("something of another form is written there");
            }
            return reading.read(in);
        } catch (IOException | IllegalArgumentException wrong) {
            throw new IllegalStateException("what is written there can't be read", wrong);
        }
    }
}
