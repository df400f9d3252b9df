package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.time.Duration;

/// Chapter 2, limits: who is too fast is slowed down, loses nothing and disturbs nobody.
class RatesIT {

    @RegisterExtension static final Server SERVER = Servers.SHAPED;

    /// Frames and their size, so that the one limit or the other makes the server pause; it says so.
    @ParameterizedTest
    @CsvSource({"9000, 8", "60, 20000"})
    void aFloodIsSlowedDownAndArrives(int frames, int size) {
        RawClient receiver = SERVER.join();
        RawClient flooder = SERVER.join();
        Joined first = Joined.of(flooder, 0, receiver, Joined.WINDOW);
        Joined second = Joined.of(flooder, 0, receiver, Joined.WINDOW);
        long start = System.nanoTime();

        for (int i = 0; i < frames; i++) {
            flooder.data(i % 2 == 0 ? first.here() : second.here(), ByteBuffer.allocate(size).putInt(i).array());
        }
        flooder.text("{\"type\":\"heartbeat\"}");
        for (int i = 0; i < frames; i++) {
            byte[] payload = receiver.data(i % 2 == 0 ? first.there() : second.there());
            assertThat(ByteBuffer.wrap(payload).getInt()).isEqualTo(i);
        }

        long notices = 0;
        for (String next = flooder.nextText(); !next.contains("heartbeat_ack"); next = flooder.nextText()) {
            ErrorMessage notice = (ErrorMessage) RawClient.CODEC.decodeServer(next);
            assertThat(notice.code()).isEqualTo(ErrorCode.RATE_LIMITED.wireName());
            assertThat(notice.retryAfterMs()).isNotNull();
            notices++;
        }
        Duration all = Duration.ofNanos(System.nanoTime() - start);
        assertThat(notices).isBetween(1L, 1 + all.toSeconds());
        receiver.isQuiet();
    }

    @Test
    void whoKeepsToTheRatesIsNotSlowedDown() {
        Joined pair = Joined.of(SERVER.join(), SERVER.join());

        for (int i = 0; i < 20; i++) {
            pair.works();
        }

        pair.opener().isQuiet();
    }
}
