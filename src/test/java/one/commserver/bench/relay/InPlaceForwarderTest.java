package one.commserver.bench.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import one.commserver.protocol.FrameHeader;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/// What the baseline passes on is what a decoding relay would, however the bytes come.
class InPlaceForwarderTest {

    private static final WebSocketDecoderConfig FROM_SERVER =
            WebSocketDecoderConfig.newBuilder().expectMaskedFrames(false).maxFramePayloadLength(1 << 20).build();

    private static final int MOST_READS = 200;

    @Property(tries = 100)
    void framesArriveWithTheirNewChannelHoweverTheyAreCut(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 5, max = 70_000) Integer> sizes,
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 100_000) int longestRead) {
        var random = new Random(seed);
        List<byte[]> messages = messages(sizes, random);
        EmbeddedChannel receiving = new EmbeddedChannel();
        EmbeddedChannel sending = sendingTo(receiving);

        ByteBuf stream = masked(messages);
        // long ones in fewer pieces, or it would take too long
        int longest = Math.max(longestRead, stream.readableBytes() / MOST_READS);
        while (stream.isReadable()) {
            int length = Math.min(stream.readableBytes(), 1 + random.nextInt(longest));
            sending.writeInbound(UnpooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(stream, length));
        }
        stream.release();

        assertThat(decoded(receiving)).isEqualTo(numbered(messages));
        sending.finishAndReleaseAll();
        receiving.finishAndReleaseAll();
    }

    private static EmbeddedChannel sendingTo(EmbeddedChannel receiving) {
        var sending = new EmbeddedChannel(new WebSocket13FrameDecoder(FROM_SERVER), new WebSocket13FrameEncoder(false));
        var forwarder = new InPlaceForwarder(sending);
        forwarder.join(new InPlaceForwarder(receiving));
        sending.pipeline().addLast(forwarder);
        forwarder.upgraded(Objects.requireNonNull(sending.pipeline().context(forwarder)));
        return sending;
    }

    private static List<byte[]> messages(List<Integer> sizes, Random random) {
        var messages = new ArrayList<byte[]>();
        for (int size : sizes) {
            byte[] message = new byte[size];
            random.nextBytes(message);
            messages.add(message);
        }
        return messages;
    }

    private static List<ByteBuffer> numbered(List<byte[]> messages) {
        return messages.stream()
                .map(ByteBuffer::wrap)
                .map(message -> message.putInt(FrameHeader.CHANNEL_OFFSET, BareRelay.RECEIVING_NUMBER))
                .toList();
    }

    private static ByteBuf masked(List<byte[]> messages) {
        var client = new EmbeddedChannel(new WebSocket13FrameEncoder(true));
        for (byte[] message : messages) {
            client.writeOutbound(new BinaryWebSocketFrame(Unpooled.copiedBuffer(message)));
        }
        return all(client);
    }

    private static List<ByteBuffer> decoded(EmbeddedChannel receiving) {
        var client = new EmbeddedChannel(new WebSocket13FrameDecoder(FROM_SERVER));
        client.writeInbound(all(receiving));
        var messages = new ArrayList<ByteBuffer>();
        for (BinaryWebSocketFrame frame = client.readInbound(); frame != null; frame = client.readInbound()) {
            messages.add(ByteBuffer.wrap(ByteBufUtil.getBytes(frame.content())));
            frame.release();
        }
        client.finishAndReleaseAll();
        return messages;
    }

    private static ByteBuf all(EmbeddedChannel channel) {
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf each = channel.readOutbound(); each != null; each = channel.readOutbound()) {
            all.writeBytes(each);
            each.release();
        }
        return all;
    }
}
