package one.commserver.protocol.invite;

import one.commserver.crypto.Bytes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Takes length-prefixed fields apart, one after another. Every length is checked before anything is allocated.
final class InviteFields {

    private final ByteBuffer rest;

    private InviteFields(ByteBuffer rest) {
        this.rest = rest;
    }

    static InviteFields of(Bytes encoded) {
        return new InviteFields(ByteBuffer.wrap(encoded.toByteArray()));
    }

    /// @throws InvalidInviteException if there is no whole field any more
    Bytes bytes() {
        if (rest.remaining() < Integer.BYTES) {
            throw new InvalidInviteException("The invite ends too early.");
        }
        int length = rest.getInt();
        if (length < 0 || length > rest.remaining()) {
            throw new InvalidInviteException("The invite ends too early.");
        }
        byte[] field = new byte[length];
        rest.get(field);
        return Bytes.of(field);
    }

    /// Text whose bytes aren't UTF-8 comes out changed, which writing it again shows.
    String text() {
        return new String(bytes().toByteArray(), StandardCharsets.UTF_8);
    }
}
