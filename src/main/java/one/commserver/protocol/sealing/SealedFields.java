package one.commserver.protocol.sealing;

import one.commserver.crypto.Bytes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Takes length-prefixed fields apart, one after another. Every length is checked before anything is allocated.
final class SealedFields {

    private final ByteBuffer rest;

    private SealedFields(ByteBuffer rest) {
        this.rest = rest;
    }

    static SealedFields of(Bytes encoded) {
        return new SealedFields(ByteBuffer.wrap(encoded.toByteArray()));
    }

    /// @throws InvalidSealedObjectException if there is no whole field any more, or it is longer
    Bytes bytes(int most) {
        if (rest.remaining() < Integer.BYTES) {
            throw new InvalidSealedObjectException("The sealed object ends too early.");
        }
        int length = rest.getInt();
        if (length < 0 || length > rest.remaining()) {
            throw new InvalidSealedObjectException("The sealed object ends too early.");
        }
        if (length > most) {
            throw new InvalidSealedObjectException("A field of the sealed object is too long.");
        }
        byte[] field = new byte[length];
        rest.get(field);
        return Bytes.of(field);
    }

    /// All texts here are ASCII; another byte comes out as a character that no rule allows.
    String text(int most) {
        return new String(bytes(most).toByteArray(), StandardCharsets.US_ASCII);
    }

    /// @throws InvalidSealedObjectException if there is something behind the last field
    void end() {
        if (rest.hasRemaining()) {
            throw new InvalidSealedObjectException("There is something behind the sealed object.");
        }
    }
}
