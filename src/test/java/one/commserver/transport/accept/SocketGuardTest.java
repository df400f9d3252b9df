package one.commserver.transport.accept;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;

import one.commserver.limits.Refusals;
import one.commserver.telemetry.LogBudget;
import one.commserver.testing.LogLines;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

class SocketGuardTest {

    private static final int ROOM = 3;
    private static final Descriptors DESCRIPTORS = new Descriptors(1000, 1000 - Descriptors.RESERVE - ROOM);

    private final AtomicLong nanos = new AtomicLong();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Throwable> passedOn = new ArrayList<>();
    private final EmbeddedChannel door =
            new EmbeddedChannel(
                    new SocketGuard(
                            DESCRIPTORS,
                            new Refusals(meters),
                            new LogBudget(nanos::get, 1),
                            new LogBudget(nanos::get, 1)),
                    new ChannelInboundHandlerAdapter() {
                        @Override
                        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
                            passedOn.add(failure);
                        }
                    });
    @RegisterExtension private final LogLines lines = LogLines.of(SocketGuard.class, Level.INFO);

    @AfterEach
    void closeTheDoor() {
        var _ = door.close();
    }

    @Test
    void soManySocketsComeInAndWhenOneHasClosedAnother() {
        List<Channel> in = new ArrayList<>();
        for (int i = 0; i < ROOM; i++) {
            in.add(comes());
        }
        Channel refused = comes();

        assertThat(in).allMatch(Channel::isOpen);
        assertThat(refused.isOpen()).isFalse();
        assertThat(door.inboundMessages()).hasSize(ROOM);
        var _ = in.getFirst().close();
        assertThat(comes().isOpen()).isTrue();
        assertThat(comes().isOpen()).isFalse();
        assertThat(refused()).isEqualTo(2);
    }

    @Test
    void theLogSaysSoOnceAMinute() {
        for (int i = 0; i < ROOM + 10; i++) {
            comes();
        }
        assertThat(lines.all()).hasSize(1);
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        comes();

        assertThat(lines.all()).hasSize(2).allMatch(line -> line.getLevel() == Level.WARN);
        assertThat(lines.all().getLast().getFormattedMessage())
                .contains("of the 1000 file descriptors", "3 are for clients", "ulimit -n", "; 9 more before");
    }

    @Test
    void whatTheSystemCannotGiveIsToldOnceAMinuteAndPassedOn() {
        for (int i = 0; i < 10; i++) {
            door.pipeline().fireExceptionCaught(new IOException("accept(..) failed: Too many open files"));
        }

        assertThat(passedOn).hasSize(10);
        assertThat(lines.all())
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.getLevel()).isEqualTo(Level.WARN);
                    assertThat(line.getFormattedMessage()).contains("Too many open files", "1000 file descriptors");
                    assertThat(line.getThrowableProxy()).isNull();
                });
    }

    @Test
    void whereTheSystemSaysNothingThereIsRoomForAll() {
        assertThat(new Descriptors(Integer.MAX_VALUE, 0).room()).isGreaterThan(10_000_000);
        assertThat(new Descriptors(50, 40).room()).isEqualTo(1);
        assertThat(Descriptors.ofThisProcess().most()).isPositive();
    }

    private Channel comes() {
        var socket = new EmbeddedChannel();
        door.writeInbound(socket);
        return socket;
    }

    private double refused() {
        return meters.get("commserver.connection.refused").tag("reason", "descriptors").counter().count();
    }
}
