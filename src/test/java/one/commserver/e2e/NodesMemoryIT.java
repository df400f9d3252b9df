package one.commserver.e2e;

import static one.commserver.e2e.Pilot.talk;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.support.GenericApplicationContext;

import java.util.concurrent.atomic.AtomicInteger;

/// Chapter 13: a node has no memory for what another one tells it.
@Timeout(120)
class NodesMemoryIT {

    /// Of a frame as the server sends it, its WebSocket head included.
    private static final int FRAME = 2 + Pilot.FRAME;

    @RegisterExtension final Nodes nodes = Nodes.open(1);

    private final Scarce memory = new Scarce();

    @Test
    void whatDidNotFitIsABreakThatLosesNothing() {
        nodes.add(this::withLittle);
        Joined pair = Joined.of(nodes.join(0), nodes.join(1));
        try (var opener = new Pilot(pair.opener(), pair.here());
                var acceptor = new Pilot(pair.acceptor(), pair.there())) {
            for (int round = 0; round < 3; round++) {
                talk(opener, acceptor);
                memory.missing.set(1);
                talk(opener, acceptor);
                assertThat(memory.missing).hasValue(0);
            }
        }
        assertThat(interruptions()).isPositive();
    }

    private void withLittle(GenericApplicationContext context) {
        context.registerBean(
                "memory",
                WebServerFactoryCustomizer.class,
                () ->
                        (WebServerFactoryCustomizer<NettyReactiveWebServerFactory>)
                                factory ->
                                        factory.addServerCustomizers(
                                                server -> server.childOption(ChannelOption.ALLOCATOR, memory)));
    }

    private double interruptions() {
        return nodes.bean(1, MeterRegistry.class).get("commserver.relay.channels.interrupted").counter().count();
    }

    /// Has none for a few buffers of frames.
    private static final class Scarce extends AbstractByteBufAllocator {

        private final AtomicInteger missing = new AtomicInteger();

        private Scarce() {
            super(true);
        }

        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            return PooledByteBufAllocator.DEFAULT.heapBuffer(initialCapacity, maxCapacity);
        }

        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            if (initialCapacity == FRAME && missing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new OutOfMemoryError("asked for by a test");
            }
            return PooledByteBufAllocator.DEFAULT.directBuffer(initialCapacity, maxCapacity);
        }

        @Override
        public boolean isDirectBufferPooled() {
            return true;
        }
    }
}
