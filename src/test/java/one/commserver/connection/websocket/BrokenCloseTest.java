package one.commserver.connection.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HexFormat;

/// RFC 6455, 7.1.7: whoever has sent a close, if a broken one, sends nothing more. Nobody waits for another one.
class BrokenCloseTest {

    /// One byte, a code that nobody may send, a reason that isn't UTF-8, and one that is too long.
    @ParameterizedTest
    @ValueSource(strings = {"88810000000003", "88820000000003ed", "88830000000003e8ff", "88fe007e0000000003e8"})
    void theSocketIsClosedBehindTheAnswer(String close) {
        assertThat(StreamPipeline.staysOpen(HexFormat.of().parseHex(close), true)).isFalse();
    }
}
