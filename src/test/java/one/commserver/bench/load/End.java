package one.commserver.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectHashMap;

import one.commserver.protocol.FrameHeader;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// One socket that is connected, and the pairs that have an end there. On its event loop.
public class End implements RawWebSocket.Listener {

    private final RawWebSocket socket;
    private final Recorder recorder;
    private final IntObjectHashMap<Pair> sending = new IntObjectHashMap<>(2);
    private final IntObjectHashMap<Pair> receiving = new IntObjectHashMap<>(2);
    private final List<Pair> touched = new ArrayList<>(1);
    private Consumer<String> texts = End::unexpected;

    /// Hears nothing before [#listen].
    ///
    /// @param recorder hears what goes wrong
    protected End(RawWebSocket socket, Recorder recorder) {
        this.socket = socket;
        this.recorder = recorder;
    }

    /// One that listens already.
    ///
    /// @param recorder hears what goes wrong
    public static End of(RawWebSocket socket, Recorder recorder) {
        var end = new End(socket, recorder);
        end.listen();
        return end;
    }

    /// Takes what comes from now on.
    public final void listen() {
        socket.listen(this);
    }

    /// Where to send.
    public final RawWebSocket socket() {
        return socket;
    }

    /// Who gets texts from now on; they are unexpected otherwise.
    public final void onText(Consumer<String> consumer) {
        texts = consumer;
    }

    /// @param number of the channel here
    final void sends(int number, Pair pair) {
        sending.put(number, pair);
    }

    /// @param number of the channel here
    final void receives(int number, Pair pair) {
        receiving.put(number, pair);
    }

    @Override
    public void text(String text) {
        texts.accept(text);
    }

    @Override
    public void binary(ByteBuf bytes, int start, int length, long arrived) {
        int number = bytes.getInt(start + FrameHeader.CHANNEL_OFFSET);
        boolean flow = length == FrameHeader.FLOW_LENGTH && bytes.getByte(start) == FrameHeader.FLOW;
        Pair pair = (flow ? sending : receiving).get(number);
        if (pair == null) {
            throw new IllegalStateException("a frame for channel " + number + ", which isn't there");
        }
        if (flow) {
            pair.allow(bytes.getLong(start + FrameHeader.LIMIT_OFFSET));
        } else {
            pair.arrived(bytes, start, length, arrived);
        }
        if (pair.touch()) {
            touched.add(pair);
        }
    }

    @Override
    public final void readComplete() {
        for (Pair pair : touched) {
            pair.proceed();
        }
        touched.clear();
    }

    @Override
    public final void ended(Throwable reason) {
        recorder.fail(reason);
    }

    private static void unexpected(String text) {
        throw new IllegalStateException("unexpected: " + text);
    }
}
