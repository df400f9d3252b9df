package one.commserver.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;

import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.websocket.WebSocketWire;
import one.commserver.health.FakeLink;
import one.commserver.limits.InForce;
import one.commserver.limits.RateLimits;
import one.commserver.transport.FrameOutlet;
import one.commserver.transport.FrameOutlet.Kind;
import one.commserver.transport.FrameRoute;
import one.commserver.wire.Wire;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.util.unit.DataSize;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class MessagePathTest {

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<Integer> discarded = new ArrayList<>();

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    /// Nobody else knows that it has been counted.
    @ParameterizedTest
    @EnumSource(names = "FRAME", mode = EnumSource.Mode.EXCLUDE)
    void whatThereIsNoMemoryForIsNotCountedAsWaiting(Kind kind) {
        channel.config().setAllocator(new Exhausted());

        assertThatThrownBy(() -> path().copy(kind, ByteBuffer.wrap("words".getBytes(UTF_8)), new Way()))
                .isInstanceOf(OutOfMemoryError.class);

        assertThat(discarded).containsExactly(kind.weight("words".length()));
    }

    private MessagePath path() {
        var link = new FakeLink(() -> 0);
        var wire = new WebSocketWire(channel, () -> new Wire.Route("client", "server"), 100, 100);
        var limits = new RateLimits(100, DataSize.ofKilobytes(1), Duration.ofSeconds(2));
        var rate = new ConnectionRate(new Allowance(new InForce<>(limits)), () -> 0);
        return new MessagePath(link, wire, new LinkTraffic(link, wire, rate, ConnectionObserver.NONE), 1_000, 10_000);
    }

    private static final class Exhausted extends AbstractByteBufAllocator {

        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            throw new OutOfMemoryError("asked for by a test");
        }

        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            throw new OutOfMemoryError("asked for by a test");
        }

        @Override
        public boolean isDirectBufferPooled() {
            return false;
        }
    }

    private final class Way implements FrameRoute {

        @Override
        public boolean admit(int size) {
            return true;
        }

        @Override
        public FrameOutlet outlet() {
            return FrameOutlet.NOWHERE;
        }

        @Override
        public int channel() {
            return 1;
        }

        @Override
        public void passedOn(int size, int count) {}

        @Override
        public void discarded(int size, int count) {
            discarded.add(size);
        }

        @Override
        public boolean isDropped() {
            return false;
        }
    }
}
