package one.commserver.relay.bus;

import one.commserver.crypto.Identity;
import one.commserver.protocol.WireName;
import one.commserver.registry.Slot;
import one.commserver.transport.FrameOutlet;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Fields, one after another, as [Reading] finds them.
final class Writing {

    private final ByteBuffer bytes;

    Writing(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    Writing number(long value) {
        bytes.putLong(value);
        return this;
    }

    Writing shorter(int value) {
        bytes.putInt(value);
        return this;
    }

    Writing code(int value) {
        bytes.put((byte) value);
        return this;
    }

    Writing kind(FrameOutlet.Kind kind) {
        return switch (kind) {
            case TEXT -> code(1);
            case BINARY -> code(2);
            case CLOSE -> code(3);
            case FRAME -> throw new IllegalArgumentException("a frame has a message of its own");
        };
    }

    Writing key(ChannelKey key) {
        bytes.putLong(key.high()).putLong(key.low());
        return this;
    }

    /// Key, side, epoch, generation.
    Writing half(BusMessage.ForHalf message) {
        return key(message.key())
                .code(message.to() == Side.OPENER ? 0 : 1)
                .number(message.epoch())
                .shorter(message.generation());
    }

    /// Leaves the given buffer as it is.
    Writing rest(ByteBuffer rest) {
        int length = rest.remaining();
        bytes.put(bytes.position(), rest, rest.position(), length);
        bytes.position(bytes.position() + length);
        return this;
    }

    /// @throws IllegalArgumentException if it is longer than [BusMessage#MAX_NAME] bytes
    Writing text(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        if (encoded.length > BusMessage.MAX_NAME) {
            throw new IllegalArgumentException("a text of " + encoded.length + " bytes is too long");
        }
        bytes.putShort((short) encoded.length).put(encoded);
        return this;
    }

    Writing identity(Identity identity) {
        return text(identity.wire());
    }

    Writing slot(Slot slot) {
        return identity(slot.identity()).text(slot.instance()).word(slot.kind()).text(slot.lane());
    }

    Writing word(WireName word) {
        return text(word.wireName());
    }
}
