package one.commserver.connection.websocket;

import io.netty.buffer.ByteBuf;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Text that has to be UTF-8.
final class StrictUtf8 {

    private StrictUtf8() {}

    /// Reads all of it; the reader index stays.
    ///
    /// @throws CharacterCodingException if a byte doesn't belong there
    static String decode(ByteBuf content) throws CharacterCodingException {
        ByteBuffer bytes = content.nioBuffer();
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(bytes)
                .toString();
    }
}
