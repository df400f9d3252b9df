package one.commserver.operations.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import one.commserver.telemetry.Meters;
import one.commserver.transport.ClientAddressResolver;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

class AccessLogTest {

    private final AtomicLong now = new AtomicLong();
    private final AccessLog log =
            new AccessLog(new Meters(new SimpleMeterRegistry()), new ClientAddressResolver(List.of()), now::get);

    @Test
    void strangersDoNotFillTheLog() {
        assertThat(written(1000)).isEqualTo(30);
        now.addAndGet(Duration.ofSeconds(59).toNanos());
        assertThat(written(1000)).isZero();
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(written(1000)).isEqualTo(30);
    }

    private long written(int refusals) {
        return IntStream.range(0, refusals).filter(refusal -> log.mayWrite()).count();
    }
}
