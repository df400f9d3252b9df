package one.commserver.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;

import one.commserver.transport.FrameOutlet;
import one.commserver.transport.FrameOutlet.Kind;
import one.commserver.transport.FrameRoute;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// What is moved together, and how it lies then.
class FrameBatchTest {

    /// The shortest that a client's frame has before its payload.
    private static final int HEAD = 6;

    private final List<String> left = new ArrayList<>();
    private final List<ByteBuf> buffers = new ArrayList<>();
    private final FrameBatch batch = new FrameBatch();
    private final Way one = new Way("one", true);
    private final Way other = new Way("other", true);
    private final Way elsewhere = new Way("elsewhere", false);

    @AfterEach
    void everythingIsReleased() {
        buffers.forEach(ByteBuf::release);
        assertThat(buffers).allMatch(buffer -> buffer.refCnt() == 0);
    }

    @Test
    void theMessagesOfOneReadForOneRouteLeaveTogetherEachWithItsHead() {
        ByteBuf read = read("first", "second", "third");

        add(Kind.BINARY, one, read, "first");
        add(Kind.BINARY, one, read, "second");
        add(Kind.BINARY, one, read, "third");
        assertThat(left).isEmpty();
        batch.settle();

        assertThat(left).containsExactly("one BINARY 3 of 31: 82 5 first 82 6 second 82 5 third");
        batch.settle();
        assertThat(left).hasSize(1);
    }

    @Test
    void whatTurnsElsewhereFollowsBehindWhatThereWas() {
        ByteBuf read = read("first", "second", "third", "fourth");

        add(Kind.BINARY, one, read, "first");
        add(Kind.BINARY, other, read, "second");
        add(Kind.TEXT, other, read, "third");
        add(Kind.TEXT, elsewhere, read, "fourth");

        assertThat(left)
                .containsExactly(
                        "one BINARY 1 of 10: 82 5 first",
                        "other BINARY 1 of 11: 82 6 second",
                        "other TEXT 1 of 10: 81 5 third",
                        "elsewhere TEXT fourth");
    }

    @Test
    void anotherReadIsAnotherBatch() {
        add(Kind.BINARY, one, read("first"), "first");
        add(Kind.BINARY, one, read("second"), "second");

        assertThat(left).containsExactly("one BINARY 1 of 10: 82 5 first");
        batch.settle();
    }

    @Test
    void aLongMessageHasALongHead() {
        String longer = "l".repeat(126);
        ByteBuf read = Unpooled.buffer().writeZero(8).writeBytes(longer.getBytes(UTF_8));
        buffers.add(read);

        batch.add(Kind.BINARY, one, read, 8, 126, 131);
        batch.settle();

        assertThat(left).containsExactly("one BINARY 1 of 131: 82 126 " + longer);
    }

    /// Who waits to be sent must not keep what it isn't part of.
    @Test
    void aSmallPartOfAReadIsCopied() {
        ByteBuf read = read("small", "l".repeat(100));

        add(Kind.BINARY, one, read, "small");
        batch.settle();

        assertThat(read.refCnt()).isEqualTo(1);
    }

    @Test
    void whatMayHaveToWaitKeepsHardlyMoreThanItself() {
        ByteBuf read = read("l".repeat(20), "l".repeat(100));
        one.isClear = false;

        batch.add(Kind.BINARY, one, read, read.writerIndex() - 100, 100, 105);
        batch.settle();

        assertThat(read.refCnt()).isEqualTo(1);
    }

    /// There is nobody else who could count it as gone.
    @Test
    void whatThereIsNoMemoryForIsDiscarded() {
        ByteBuf read =
                new UnpooledHeapByteBuf(UnpooledByteBufAllocator.DEFAULT, 64, 64) {
                    @Override
                    public ByteBufAllocator alloc() {
                        throw new OutOfMemoryError("on purpose");
                    }
                };
        buffers.add(read.writeZero(64));
        batch.add(Kind.BINARY, one, read, 20, 5, 10);

        assertThatThrownBy(batch::settle).isInstanceOf(OutOfMemoryError.class);

        assertThat(one.discarded).isEqualTo("1 of 10");
        batch.settle();
        assertThat(left).isEmpty();
    }

    @Test
    void aLargePartIsNot() {
        ByteBuf read = read("small", "l".repeat(100));

        add(Kind.BINARY, one, read, "l".repeat(100));
        batch.settle();

        assertThat(read.refCnt()).isEqualTo(2);
    }

    /// So many clients' frames, one behind the other, unmasked.
    private ByteBuf read(String... payloads) {
        ByteBuf read = Unpooled.buffer(1);
        for (String payload : payloads) {
            read.writeZero(HEAD).writeBytes(payload.getBytes(UTF_8));
        }
        ByteBuf exact = Unpooled.buffer(read.readableBytes()).writeBytes(read);
        read.release();
        buffers.add(exact);
        return exact;
    }

    private void add(Kind kind, FrameRoute to, ByteBuf read, String payload) {
        int start = ByteBufUtil.indexOf(Unpooled.wrappedBuffer(payload.getBytes(UTF_8)), read);
        batch.add(kind, to, read, start, payload.length(), payload.length() + 5);
    }

    /// A way that tells what has taken it, and lets go of it at the end.
    private final class Way implements FrameRoute, FrameOutlet {

        private final String name;
        private final boolean takesBatches;
        private boolean isClear = true;
        private String discarded = "";

        private Way(String name, boolean takesBatches) {
            this.name = name;
            this.takesBatches = takesBatches;
        }

        @Override
        public boolean takesBatches() {
            return takesBatches;
        }

        @Override
        public void batch(Kind kind, ByteBuf frames, int count, int size, FrameRoute route) {
            var told = new StringBuilder("%s %s %d of %d:".formatted(name, kind, count, size));
            ByteBuf reading = frames.duplicate();
            while (reading.isReadable()) {
                told.append(" %x".formatted(reading.readUnsignedByte()));
                int length = reading.readByte();
                told.append(" ").append(length);
                length = length == 126 ? reading.readShort() : length;
                told.append(" ").append(reading.readString(length, UTF_8));
            }
            left.add(told.toString());
            buffers.add(frames);
        }

        @Override
        public void message(Kind kind, ByteBuf content, FrameRoute route) {
            left.add(name + " " + kind + " " + content.toString(UTF_8));
            content.release();
        }

        @Override
        public FrameOutlet outlet() {
            return this;
        }

        @Override
        public void forward(ByteBuf frame, FrameRoute route) {
            throw unexpected();
        }

        @Override
        public boolean isClear() {
            return isClear;
        }

        @Override
        public void copy(Kind kind, ByteBuffer payload, FrameRoute route) {
            throw unexpected();
        }

        @Override
        public void flow(FlowUpdate update) {
            throw unexpected();
        }

        @Override
        public void purge() {
            throw unexpected();
        }

        @Override
        public boolean admit(int size) {
            throw unexpected();
        }

        @Override
        public int channel() {
            throw unexpected();
        }

        @Override
        public void passedOn(int size, int count) {
            throw unexpected();
        }

        @Override
        public void discarded(int size, int count) {
            discarded = count + " of " + size;
        }

        @Override
        public boolean isDropped() {
            throw unexpected();
        }

        private static AssertionError unexpected() {
            return new AssertionError("nothing of this kind comes");
        }
    }
}
