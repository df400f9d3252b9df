package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;

/// Chapter 2, limits: who is too fast is slowed down, loses nothing and disturbs nobody.
class RatesIT {

    @RegisterExtension static final Server SERVER = Servers.SHAPED;

    /// Frames and their size, so that the one limit or the other makes the server pause; it says so.
    @ParameterizedTest
    @CsvSource({"6000, 8", "60, 20000"})
    void aFloodIsSlowedDownAndArrives(int frames, int size) {
        RawClient receiver = SERVER.join();
        RawClient flooder = SERVER.join();
        Joined first = Joined.of(flooder, 0, receiver, Joined.WINDOW);
        Joined second = Joined.of(flooder, 0, receiver, Joined.WINDOW);
        long start = System.nanoTime();

        // in one piece: on a slow machine one write a frame may be no flood at all
        var flood = new ByteArrayOutputStream();
        for (int i = 0; i < frames; i++) {
            int channel = i % 2 == 0 ? first.here() : second.here();
            flood.writeBytes(Frames.binary(Frames.data(channel, ByteBuffer.allocate(size).putInt(i).array())));
        }
        flood.writeBytes(Frames.text("{\"type\":\"heartbeat\"}"));
        flooder.raw(flood.toByteArray());
        for (int i = 0; i < frames; i++) {
            byte[] payload = receiver.data(i % 2 == 0 ? first.there() : second.there());
            assertThat(ByteBuffer.wrap(payload).getInt()).isEqualTo(i);
        }

        long notices = notices(flooder);
        // what was read in one go is answered before the pause is told
        flooder.text("{\"type\":\"heartbeat\"}");
        notices += notices(flooder);
        Duration all = Duration.ofNanos(System.nanoTime() - start);
        assertThat(notices).isBetween(1L, 1 + all.toSeconds());
        receiver.isQuiet();
    }

    /// How many come before the next heartbeat is answered.
    private static long notices(RawClient flooder) {
        long notices = 0;
        for (String next = flooder.nextText(); !next.contains("heartbeat_ack"); next = flooder.nextText()) {
            ErrorMessage notice = (ErrorMessage) RawClient.CODEC.decodeServer(next);
            assertThat(notice.code()).isEqualTo(ErrorCode.RATE_LIMITED.wireName());
            assertThat(notice.retryAfterMs()).isNotNull();
            notices++;
        }
        return notices;
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
