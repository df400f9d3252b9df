package one.commserver.transport.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

import one.commserver.connection.websocket.BinaryReceiver;
import one.commserver.connection.websocket.WebSocketWire;
import one.commserver.protocol.CloseReason;
import one.commserver.transport.FrameRoute;
import one.commserver.transport.FrameSwitch;
import one.commserver.transport.Link;
import one.commserver.transport.Link.HoldReason;
import one.commserver.wire.CloseStatus;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/// The way of whole messages through one link. A message keeps its buffer from the socket it came from to the one that
/// it leaves by; nothing of it is looked at.
///
/// Who sends so much that its peer's credit might not do for what is already on its way here isn't read. So the credit
/// always suffices, and nothing has to wait on this side once the channel is there.
///
/// Messages come in on this link's thread and are queued at the other link's path from there.
final class MessagePath extends SocketOutlet implements Link.Messages {

    /// Before the channel is there.
    private static final long MOST_KEPT = 64 * 1024;

    /// So often within a window the peer is granted more.
    private static final int GRANTS_A_WINDOW = 8;

    private final Link link;
    private long reserve;
    private final long window;
    private final Deque<Kept> kept = new ArrayDeque<>();
    private final FrameBatch batch = new FrameBatch();
    private boolean over;
    private boolean unbalanced;
    private long keptBytes;
    private @Nullable FrameSwitch frames;
    private int channel;
    private long sent;
    private long limit;
    private long received;
    private long granted;

    private record Kept(Kind kind, ByteBuf content) {}

    /// @param reserve what may still come of who isn't read any more, in bytes
    /// @param window granted beyond what was received, more than the reserve
    MessagePath(Link link, WebSocketWire wire, LinkTraffic traffic, long reserve, long window) {
        super(link.connection(), wire, traffic);
        this.link = link;
        this.reserve = reserve;
        this.window = window;
    }

    @Override
    public void keep() {
        wire.bypass(new Incoming(Kind.TEXT), new Incoming(Kind.BINARY));
    }

    @Override
    public void join(FrameSwitch newFrames, int newChannel, long newLimit) {
        keep();
        frames = newFrames;
        channel = newChannel;
        limit = Math.max(limit, newLimit);
        // another node may have smaller messages in mind: then only those pass, but they do
        reserve = Math.min(reserve, newLimit / 2);
        for (Kept next = kept.poll(); next != null; next = kept.poll()) {
            pass(newFrames, next.kind, next.content);
        }
        keptBytes = 0;
        balance();
    }

    @Override
    public void close(String text) {
        FrameSwitch target = frames;
        if (target != null) {
            byte[] words = text.getBytes(StandardCharsets.UTF_8);
            pass(target, Kind.CLOSE, wire.allocate(words.length).writeBytes(words));
        }
    }

    @Override
    public void end() {
        over = true;
        for (Kept next = kept.poll(); next != null; next = kept.poll()) {
            next.content.release();
        }
    }

    @Override
    public long window() {
        return window;
    }

    private void incoming(Kind kind, ByteBuf content) {
        traffic.in(content.readableBytes());
        FrameSwitch target = frames;
        if (over) {
            content.release();
        } else if (target == null) {
            kept.add(new Kept(kind, content));
            keptBytes += kind.weight(content.readableBytes());
            balance();
        } else {
            pass(target, kind, content);
            balance();
        }
    }

    private boolean passInPlace(Kind kind, ByteBuf read, int payload, int length) {
        FrameSwitch target = frames;
        FrameRoute route = target == null || over ? null : target.route(channel);
        boolean legal = kind != Kind.TEXT || ByteBufUtil.isText(read, payload, length, StandardCharsets.UTF_8);
        if (route == null || !legal) {
            return false;
        }
        traffic.in(length);
        int size = kind.weight(length);
        if (route.admit(size)) {
            sent += size;
            unbalanced = true;
            batch.add(kind, route, read, payload, length, size);
        }
        return true;
    }

    private void pass(FrameSwitch target, Kind kind, ByteBuf content) {
        FrameRoute route = target.route(channel);
        int size = kind.weight(content.readableBytes());
        // without a route the channel is at its end, and so is this link
        if (route != null && route.admit(size)) {
            sent += size;
            route.outlet().message(kind, content, route);
        } else {
            content.release();
        }
    }

    private void balance() {
        unbalanced = false;
        link.hold(HoldReason.CREDIT, frames == null ? keptBytes >= MOST_KEPT : limit - sent < reserve);
    }

    @Override
    boolean carries(Kind kind) {
        return kind != Kind.FRAME;
    }

    @Override
    public void forward(ByteBuf frame, FrameRoute route) {
        route.discarded(frame.readableBytes(), 1);
        frame.release();
    }

    @Override
    public void message(Kind kind, ByteBuf content, FrameRoute route) {
        int size = kind.weight(content.readableBytes());
        if (kind == Kind.CLOSE) {
            connection.queue(new Close(content, size, route));
        } else {
            single(kind, size, route, () -> headed(kind == Kind.TEXT, content));
        }
    }

    @Override
    public void copy(Kind kind, ByteBuffer payload, FrameRoute route) {
        int length = payload.remaining();
        int size = kind.weight(length);
        if (kind == Kind.CLOSE) {
            ByteBuf words = made(size, route, () -> wire.allocate(length).writeBytes(payload.duplicate()));
            connection.queue(new Close(words, size, route));
        } else {
            single(kind, size, route, () -> allocateHeaded(kind == Kind.TEXT, length).writeBytes(payload.duplicate()));
        }
    }

    @Override
    public void flow(FlowUpdate update) {
        connection.execute(() -> {
            update.leaving();
            // who sends in the native dialect is sent a frame here, and the same comes of it
            wire.acknowledgeTogether();
            limit = Math.max(limit, update.limit());
            if (frames != null) {
                balance();
            }
        });
    }

    @Override
    void left(int size) {
        received += size;
        FrameSwitch target = frames;
        if (target != null && received - granted >= window / GRANTS_A_WINDOW) {
            granted = received;
            var _ = target.flow(channel, received, received + window);
        }
    }

    /// What comes in of one kind.
    private final class Incoming implements BinaryReceiver {

        private final Kind kind;

        private Incoming(Kind kind) {
            this.kind = kind;
        }

        @Override
        public void binary(ByteBuf message) {
            incoming(kind, message);
        }

        @Override
        public boolean inPlace(ByteBuf read, int payload, int length) {
            return passInPlace(kind, read, payload, length);
        }

        @Override
        public void settle() {
            batch.settle();
            if (unbalanced) {
                balance();
            }
        }
    }

    /// The words with which the peer has closed, behind all that it had sent; it owns the buffer.
    private final class Close extends Routed {

        private final ByteBuf words;
        private final int size;

        private Close(ByteBuf words, int size, FrameRoute route) {
            super(route);
            this.words = words;
            this.size = size;
        }

        @Override
        public int bytes() {
            return words.readableBytes();
        }

        @Override
        void leave() {
            route().passedOn(size, 1);
            connection.close(new CloseStatus(CloseReason.NORMAL.code(), words.toString(StandardCharsets.UTF_8)));
            words.release();
        }

        @Override
        public void drop() {
            route().discarded(size, 1);
            words.release();
        }
    }
}
