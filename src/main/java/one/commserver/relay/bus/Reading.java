package one.commserver.relay.bus;

import one.commserver.crypto.Identity;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.WireName;
import one.commserver.registry.SessionId;
import one.commserver.registry.Slot;
import one.commserver.tracing.Tracing;
import one.commserver.transport.FrameOutlet;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Fields, one after another. Where there are too few bytes, a [java.nio.BufferUnderflowException]; where a field can't
/// be, an [IllegalArgumentException].
final class Reading {

    private final ByteBuffer bytes;

    Reading(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    long number() {
        return bytes.getLong();
    }

    int shorter() {
        return bytes.getInt();
    }

    ChannelKey key() {
        return new ChannelKey(bytes.getLong(), bytes.getLong());
    }

    Side side() {
        return switch (bytes.get()) {
            case 0 -> Side.OPENER;
            case 1 -> Side.ACCEPTOR;
            default -> throw new IllegalArgumentException("there is no such side");
        };
    }

    FrameOutlet.Kind kind() {
        return switch (bytes.get()) {
            case 1 -> FrameOutlet.Kind.TEXT;
            case 2 -> FrameOutlet.Kind.BINARY;
            case 3 -> FrameOutlet.Kind.CLOSE;
            default -> throw new IllegalArgumentException("there is no such message");
        };
    }

    boolean yes() {
        return switch (bytes.get()) {
            case 0 -> false;
            case 1 -> true;
            default -> throw new IllegalArgumentException("that is neither yes nor no");
        };
    }

    /// All that is left, without a copy.
    ByteBuffer rest() {
        ByteBuffer rest = bytes.slice().asReadOnlyBuffer();
        bytes.position(bytes.limit());
        return rest;
    }

    String text() {
        int length = Short.toUnsignedInt(bytes.getShort());
        if (length > BusMessage.MAX_NAME) {
            throw new IllegalArgumentException("a text is too long");
        }
        ByteBuffer encoded = bytes.slice(bytes.position(), checked(length));
        bytes.position(bytes.position() + length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(encoded).toString();
        } catch (CharacterCodingException noText) {
            throw new IllegalArgumentException("a text isn't UTF-8", noText);
        }
    }

    /// By what a trace goes on. Empty if it isn't there or can't be one: an offer is worth more than its trace.
    String trace() {
        if (bytes.remaining() < Short.BYTES) {
            return "";
        }
        byte[] told = new byte[Math.min(Short.toUnsignedInt(bytes.getShort()), bytes.remaining())];
        bytes.get(told);
        String trace = new String(told, StandardCharsets.US_ASCII);
        return Tracing.isTold(trace) ? trace : "";
    }

    Identity identity() {
        return Identity.parseAny(text());
    }

    SessionId session() {
        return new SessionId(text());
    }

    Slot slot() {
        return new Slot(identity(), text(), word(ConnectionKind.values()), text());
    }

    /// One of some, by its name on the wire.
    <W extends WireName> W word(W[] known) {
        String name = text();
        for (W word : known) {
            if (word.wireName().equals(name)) {
                return word;
            }
        }
        throw new IllegalArgumentException("there is no such word");
    }

    private int checked(int length) {
        if (length > bytes.remaining()) {
            throw new IllegalArgumentException("a text is longer than its message");
        }
        return length;
    }
}
