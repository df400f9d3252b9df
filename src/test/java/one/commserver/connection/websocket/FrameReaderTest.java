package one.commserver.connection.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

import one.commserver.testing.RawFrame;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// What is read of frames, wherever the socket cuts them.
class FrameReaderTest {

    private static final int MASK = 0x5A3C96E1;
    private static final int LARGEST = 100_000;

    private final List<String> seen = new ArrayList<>();
    private final List<ByteBuf> copies = new ArrayList<>();
    private boolean taking;

    private final FrameSink sink =
            new FrameSink() {
                @Override
                public boolean inPlace(boolean text, ByteBuf read, int payload, int length) {
                    if (taking) {
                        seen.add((text ? "text " : "binary ") + read.toString(payload, length, UTF_8) + " in place");
                    }
                    return taking;
                }

                @Override
                public void settle() {
                    if (taking && !seen.isEmpty() && !seen.getLast().equals("settled")) {
                        seen.add("settled");
                    }
                }
            };

    private final FrameReader reader = new FrameReader(sink, true, LARGEST);
    private final EmbeddedChannel channel = new EmbeddedChannel(reader, new Telling());

    /// Tells what comes out of the pipeline.
    private final class Telling extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            WebSocketFrame frame = (WebSocketFrame) message;
            String what = frame.getClass().getSimpleName().replace("WebSocketFrame", "");
            seen.add(what + (frame.isFinalFragment() ? " " : "... ") + frame.content().toString(UTF_8));
            copies.add(frame.content());
            frame.release();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            if (failure instanceof OutOfMemoryError) {
                seen.add("failed OutOfMemoryError");
                return;
            }
            seen.add("broken " + ((CorruptedWebSocketFrameException) failure).closeStatus().code());
        }
    }

    @AfterEach
    void everythingIsReleased() {
        channel.finishAndReleaseAll();
        assertThat(copies).allMatch(copy -> copy.refCnt() == 0);
    }

    @Test
    void whatIsTakenInItsPlaceIsSettledBeforeAnythingElseComes() {
        taking = true;

        read(bytes(masked(0x82, "one"), masked(0x81, "two"), masked(0x89, "ping"), masked(0x82, "three")));

        assertThat(seen)
                .containsExactly(
                        "binary one in place",
                        "text two in place",
                        "settled",
                        "Ping ping",
                        "binary three in place",
                        "settled");
    }

    @Test
    void fragmentsAreNeverTakenInTheirPlace() {
        taking = true;

        read(bytes(masked(0x02, "o"), masked(0x00, "n"), masked(0x80, "e"), masked(0x81, "two")));

        assertThat(seen)
                .filteredOn(what -> !what.equals("settled"))
                .containsExactly("Binary... o", "Continuation... n", "Continuation e", "text two in place");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 8, 9, 13, 14, 15, 125, 126, 127, 500, 65_000, 70_000})
    void itDoesNotMatterWhereTheSocketCuts(int piece) {
        String middle = "m".repeat(126);
        String large = "l".repeat(65_536);
        byte[] stream =
                bytes(
                        masked(0x81, ""),
                        masked(0x81, "short"),
                        masked(0x82, middle),
                        masked(0x82, large),
                        masked(0x01, "begun "),
                        masked(0x8A, "pong"),
                        masked(0x80, "ended"));

        for (int from = 0; from < stream.length; from += piece) {
            read(Arrays.copyOfRange(stream, from, Math.min(from + piece, stream.length)));
        }

        assertThat(seen)
                .containsExactly(
                        "Text ",
                        "Text short",
                        "Binary " + middle,
                        "Binary " + large,
                        "Text... begun ",
                        "Pong pong",
                        "Continuation ended");
    }

    /// The rules of RFC 6455, sections 5.2, 5.4, 5.5 and 7.4.
    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "1002, a reserved bit, C28000000000",
        "1002, not masked, 8203616263",
        "1002, opcode 3, 838000000000",
        "1002, opcode 11, 8B8000000000",
        "1002, a ping in fragments, 098000000000",
        "1002, a ping of 126 bytes, 89FE007E00000000",
        "1002, nothing to continue, 808000000000",
        "1002, a message within a message, 028000000000828000000000",
        "1002, a length in two bytes for 125, 82FE007D00000000",
        "1002, a length in eight bytes for 65535, 82FF000000000000FFFF00000000",
        "1002, a negative length, 82FF800000000000000000000000",
        "1002, half a close code, 88810000000003",
        "1002, a close code that may not be sent, 88820000000003ED",
        "1007, a close reason that is no UTF-8, 88830000000003E8FF",
        "1009, one byte too much, 82FF00000000000186A100000000",
        "1009, more than memory has, 82FF7FFFFFFFFFFFFFFF00000000",
    })
    void aBrokenRuleIsToldOnceAndNothingIsHeardBehindIt(int code, String what, String hex) {
        read(bytes(HexFormat.of().parseHex(hex), masked(0x81, "behind")));
        read(masked(0x81, "later"));

        assertThat(seen).filteredOn(told -> !told.startsWith("Binary...")).containsExactly("broken " + code);
    }

    @Test
    void aFrameIsRefusedByItsHeadAlone() {
        read(HexFormat.of().parseHex("82FF00000000000186A1"));

        assertThat(seen).containsExactly("broken 1009");
    }

    @Test
    void anotherSizeHoldsFromTheNextMessageOn() {
        read(masked(0x02, "be"));
        reader.allow(3);
        read(masked(0x80, "longer than three"));
        read(masked(0x80 | 0x02, "four"));

        assertThat(seen).containsExactly("Binary... be", "Continuation longer than three", "broken 1009");
    }

    /// A frame may come in a buffer of several parts, as an engine for TLS may give it.
    @Test
    void aBufferOfSeveralPartsIsReadLikeAnother() {
        byte[] frame = masked(0x82, "in several parts");

        channel.writeInbound(
                Unpooled.wrappedBuffer(
                        Unpooled.copiedBuffer(frame, 0, 9), Unpooled.copiedBuffer(frame, 9, frame.length - 9)));

        assertThat(seen).containsExactly("Binary in several parts");
    }

    @Test
    void aPromiseTakesNoMemory() {
        byte[] promising = Arrays.copyOf(masked(0x82, "x".repeat(LARGEST)), 20);
        var allocator = new Counting();
        channel.config().setAllocator(allocator);

        read(promising);

        assertThat(allocator.most).isLessThan(1_000);
    }

    @Test
    void whatIsKeptOfAFrameIsNeverMoreThanTheFrame() {
        byte[] frame = masked(0x82, "x".repeat(70_000));
        var allocator = new Counting();
        channel.config().setAllocator(allocator);

        read(Arrays.copyOf(frame, 10_000));
        read(Arrays.copyOfRange(frame, 10_000, frame.length - 1));

        assertThat(allocator.made).hasSize(1);
        assertThat(allocator.made.getFirst().capacity()).isLessThanOrEqualTo(frame.length);
        read(Arrays.copyOfRange(frame, frame.length - 1, frame.length));
        assertThat(seen).hasSize(1);
    }

    /// Bytes that are missing can't be made up for, and what comes next isn't what it seems to be.
    @Test
    void nothingIsHeardBehindWhatThereWasNoMemoryFor() {
        var allocator = new Counting();
        channel.config().setAllocator(allocator);
        allocator.failing = true;
        read(masked(0x82, "lost"));
        allocator.failing = false;

        read(masked(0x82, "behind"));

        assertThat(seen).containsExactly("failed OutOfMemoryError");
    }

    @Test
    void aSocketThatClosesWithinAFrameLeavesNothingBehind() {
        var allocator = new Counting();
        channel.config().setAllocator(allocator);
        read(Arrays.copyOf(masked(0x82, "never complete"), 10));

        var _ = channel.close();

        assertThat(allocator.made).hasSize(1).allMatch(buffer -> buffer.refCnt() == 0);
        assertThat(seen).isEmpty();
    }

    /// Remembers what was made.
    private static final class Counting extends AbstractByteBufAllocator {

        private final List<ByteBuf> made = new ArrayList<>();
        private int most;
        private boolean failing;

        private Counting() {
            super(true);
        }

        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            return made(UnpooledByteBufAllocator.DEFAULT.heapBuffer(initialCapacity, maxCapacity));
        }

        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            return made(UnpooledByteBufAllocator.DEFAULT.directBuffer(initialCapacity, maxCapacity));
        }

        @Override
        public boolean isDirectBufferPooled() {
            return false;
        }

        private ByteBuf made(ByteBuf buffer) {
            if (failing) {
                buffer.release();
                throw new OutOfMemoryError("on purpose");
            }
            made.add(buffer);
            most = Math.max(most, buffer.capacity());
            return buffer;
        }
    }

    private void read(byte[] bytes) {
        ByteBuf buffer = Unpooled.directBuffer(Math.max(1, bytes.length)).writeBytes(bytes);
        channel.writeInbound(buffer);
        assertThat(buffer.refCnt()).isZero();
    }

    private static byte[] bytes(byte[]... parts) {
        ByteBuf all = Unpooled.wrappedBuffer(parts);
        byte[] bytes = new byte[all.readableBytes()];
        all.readBytes(bytes);
        return bytes;
    }

    /// A client's frame.
    static byte[] masked(int first, String payload) {
        return new RawFrame(first, true, MASK, payload.getBytes(UTF_8)).bytes();
    }
}
