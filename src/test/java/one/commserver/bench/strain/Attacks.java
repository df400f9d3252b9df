package one.commserver.bench.strain;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;

import one.commserver.bench.load.RawWebSocket;
import one.commserver.bench.load.Target;
import one.commserver.bench.machine.ServerProcess;
import one.commserver.bench.run.Lab;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.Randomness;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.ChannelMessage.ChannelOpen;
import one.commserver.protocol.FrameHeader;
import one.commserver.protocol.MessageCodec;
import one.commserver.protocol.PairingMessage.PairRequest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/// All of them, and how much of each.
final class Attacks {

    private static final int FRAMES_AT_ONCE = 50;
    private static final int FRAMES = 20_000;
    private static final int OPENINGS = 1_000;
    private static final int CHANNELS = 400;
    private static final int GUESSES = 1_000;
    private static final int OBJECTS = 400;
    private static final int BYTES = 1_000;
    private static final int READS = 800;
    private static final int STRANGERS = 200;
    private static final int WARMING = 400;
    private static final int INVITE_BYTES = 32;
    private static final int STRAY_BYTES = 125;
    private static final int STRAY_CHANNEL = 77;
    private static final int FRAGMENTS = 40;
    private static final int FRAGMENT_BYTES = 1_000;

    /// A frame's first byte: a text of which more comes, and more of it.
    private static final int PART = 0x01;

    private static final int MORE = 0x00;

    private static final ByteBufAllocator HEAP = UnpooledByteBufAllocator.DEFAULT;

    private final Lab lab;
    private final ServerProcess server;
    private final Consumer<Throwable> failure;

    /// @param failure hears of it if one of them succeeds
    Attacks(Lab lab, ServerProcess server, Consumer<Throwable> failure) {
        this.lab = lab;
        this.failure = failure;
        this.server = server;
    }

    List<Attack> all() {
        return List.of(
                new SlowReaders(lab, server, "slow readers: reads of 4 KiB", READS),
                flood("pings of 125 bytes", FRAMES, Unpooled.EMPTY_BUFFER, frame(RawWebSocket.PING, new byte[125])),
                flood("pongs nobody asked for", FRAMES, Unpooled.EMPTY_BUFFER, frame(RawWebSocket.PONG, new byte[125])),
                flood("empty frames", FRAMES, frame(PART, new byte[0]), frame(MORE, new byte[0])),
                flood("frames of channels that aren't there", FRAMES, Unpooled.EMPTY_BUFFER, stray()),
                flood("channels to nobody", OPENINGS, Unpooled.EMPTY_BUFFER, opening()),
                new CreditCheats(lab.loop(), server.address(), "channels on which more is sent than granted", CHANNELS),
                guesses("guesses of invites", GUESSES),
                new FullMailbox(lab.loop(), server.address(), "objects of 16 KiB for one mailbox", OBJECTS),
                strangers("logins with wrong signatures", wrongSignatures()),
                strangers("garbage and frames beyond all sizes", Garbage::new),
                strangers("texts that are no UTF-8", always(frame(RawWebSocket.TEXT, new byte[] {(byte) 0xff}))),
                strangers("fragments without end", always(fragments())),
                new SlowRequests(lab.loop(), server.address(), "requests that never end, by bytes", BYTES),
                strangers("connections that say nothing", number -> socket -> {}),
                strangers("connections that end at once", number -> RawWebSocket::drop));
    }

    /// Logins whose signature is wrong, so many a second that the compiler sees what connecting takes.
    Attack warmUp() {
        return new Intruders(lab.loop(), server.address(), "warm-up", WARMING, wrongSignatures());
    }

    private IntFunction<Intruders.Deed> wrongSignatures() {
        return WrongSignature.by(Target.of(server.address()), failure);
    }

    private Attack flood(String name, int perSecond, ByteBuf first, ByteBuf frame) {
        int count = atOnce(perSecond);
        ByteBuf frames = Unpooled.buffer(count * frame.readableBytes());
        for (int i = 0; i < count; i++) {
            frames.writeBytes(frame.duplicate());
        }
        frame.release();
        ByteBuf all = direct(frames);
        return new Flood(lab.loop(), server.address(), name, perSecond, direct(first), own -> all, count);
    }

    private static int atOnce(int perSecond) {
        return Math.max(1, Math.min(FRAMES_AT_ONCE, perSecond / 100));
    }

    /// Each asks for invites that there aren't, in its own name.
    private Attack guesses(String name, int perSecond) {
        int count = atOnce(perSecond);
        Identity nobody = SigningKey.generate(SignatureAlgorithm.ED25519).identity();
        return new Flood(
                lab.loop(),
                server.address(),
                name,
                perSecond,
                Unpooled.EMPTY_BUFFER,
                own -> {
                    ByteBuf all = Unpooled.buffer();
                    for (int i = 0; i < count; i++) {
                        Bytes guess = Bytes.of(Randomness.bytes(INVITE_BYTES));
                        ByteBuf text = text(MessageCodec.shared().encode(new PairRequest(null, guess, nobody, own)));
                        all.writeBytes(text);
                        text.release();
                    }
                    return all;
                },
                count);
    }

    private static ByteBuf stray() {
        byte[] frame = new byte[STRAY_BYTES];
        ByteBuffer.wrap(frame).put(FrameHeader.DATA).putInt(STRAY_CHANNEL);
        return frame(RawWebSocket.BINARY, frame);
    }

    private Attack strangers(String name, IntFunction<Intruders.Deed> deeds) {
        return new Intruders(lab.loop(), server.address(), name, STRANGERS, deeds);
    }

    /// The same from each.
    private static IntFunction<Intruders.Deed> always(ByteBuf bytes) {
        ByteBuf direct = direct(bytes);
        return number -> socket -> socket.sendMasked(direct.retainedDuplicate());
    }

    private static ByteBuf fragments() {
        ByteBuf part = frame(MORE, new byte[FRAGMENT_BYTES]);
        ByteBuf all = Unpooled.buffer().writeBytes(frame(PART, new byte[FRAGMENT_BYTES]));
        for (int i = 1; i < FRAGMENTS; i++) {
            all.writeBytes(part.duplicate());
        }
        return all;
    }

    private static ByteBuf opening() {
        Identity nobody = SigningKey.generate(SignatureAlgorithm.ED25519).identity();
        return text(MessageCodec.shared().encode(new ChannelOpen(null, nobody, "phone", 0L)));
    }

    private static ByteBuf text(String text) {
        return frame(RawWebSocket.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    private static ByteBuf frame(int type, byte[] content) {
        return RawWebSocket.masked(HEAP, type, content);
    }

    /// So that no write has to copy it.
    private static ByteBuf direct(ByteBuf bytes) {
        return HEAP.directBuffer(Math.max(1, bytes.readableBytes())).writeBytes(bytes);
    }
}
