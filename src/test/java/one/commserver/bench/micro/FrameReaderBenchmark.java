package one.commserver.bench.micro;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;

import one.commserver.connection.websocket.FrameReading;
import one.commserver.crypto.Randomness;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Reading a client's frames that came together. Unmasked where they lie, they are masked again by the next turn: the
/// same work each time.
@State(Scope.Thread)
public class FrameReaderBenchmark {

    private static final int FRAMES = 16;
    private static final int PAYLOAD = 800;
    private static final int BINARY = 0x82;
    private static final int MASKED_AND_IN_TWO_BYTES = 0x80 | 126;
    private static final int MASK = 0x5A3C96E1;

    private ByteBuf read;
    private EmbeddedChannel channel;

    /// Writes the frames.
    @Setup
    public void prepare() {
        read = PooledByteBufAllocator.DEFAULT.directBuffer();
        for (int i = 0; i < FRAMES; i++) {
            read.writeByte(BINARY).writeByte(MASKED_AND_IN_TWO_BYTES).writeShort(PAYLOAD).writeInt(MASK);
            read.writeBytes(Randomness.bytes(PAYLOAD));
        }
        channel = new EmbeddedChannel(FrameReading.inPlace(PAYLOAD));
    }

    /// Gives the memory back.
    @TearDown
    public void release() {
        channel.finishAndReleaseAll();
        read.release();
    }

    /// One frame of 800 bytes of sixteen.
    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public EmbeddedChannel frame() {
        channel.pipeline().fireChannelRead(read.retainedDuplicate());
        return channel;
    }
}
