package one.commserver.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import one.commserver.protocol.Vectors.Case;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// Reads every binary frame among the golden vectors with nothing but the constants of the header.
class FrameVectorsTest {

    @ParameterizedTest
    @MethodSource("frames")
    void aFrameIsReadAsTheVectorSays(Case vector) {
        ByteBuffer frame = ByteBuffer.wrap(HexFormat.of().parseHex(hex(vector)));

        assertEquals(vector.text("expected"), form(frame));

        switch (vector.text("expected")) {
            case "data" -> {
                assertEquals(vector.content().required("channel").intValue(), channel(frame));
                assertEquals(
                        vector.text("payload"),
                        HexFormat.of().formatHex(frame.array(), FrameHeader.LENGTH, frame.limit()));
            }
            case "flow" -> {
                assertEquals(vector.content().required("channel").intValue(), channel(frame));
                assertEquals(vector.text("received"), unsigned(frame, FrameHeader.RECEIVED_OFFSET));
                assertEquals(vector.text("limit"), unsigned(frame, FrameHeader.LIMIT_OFFSET));
            }
            default -> assertEquals("invalid_frame", vector.text("expected"));
        }
    }

    private static String form(ByteBuffer frame) {
        boolean whole = frame.limit() >= FrameHeader.LENGTH;
        byte kind = whole ? frame.get(0) : 0;
        if (!FrameHeader.isValid(frame.limit(), kind, whole ? channel(frame) : 0)) {
            return "invalid_frame";
        }
        return kind == FrameHeader.DATA ? "data" : "flow";
    }

    private static int channel(ByteBuffer frame) {
        return frame.getInt(FrameHeader.CHANNEL_OFFSET);
    }

    private static String unsigned(ByteBuffer frame, int offset) {
        return Long.toUnsignedString(frame.getLong(offset));
    }

    private static String hex(Case vector) {
        return StreamSupport.stream(vector.content().required("bytes").spliterator(), false)
                .map(field -> field.required("hex").stringValue())
                .collect(Collectors.joining());
    }

    static List<Case> frames() {
        return Vectors.frames();
    }
}
