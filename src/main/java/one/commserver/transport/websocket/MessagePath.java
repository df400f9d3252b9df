package one.commserver.transport.websocket;

import io.netty.buffer.ByteBuf;

import one.commserver.connection.Connection;
import one.commserver.connection.websocket.WebSocketWire;
import one.commserver.protocol.CloseReason;
import one.commserver.transport.FrameOutlet;
import one.commserver.transport.FrameRoute;
import one.commserver.transport.FrameSwitch;
import one.commserver.transport.Link;
import one.commserver.transport.Link.HoldReason;
import one.commserver.wire.CloseStatus;
import one.commserver.wire.Departure;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;

/// The way of whole messages through one link. A message keeps its buffer from the socket it came from to the one that
/// it leaves by; nothing of it is looked at.
///
/// Who sends so much that its peer's credit might not do for what is already on its way here isn't read. So the credit
/// always suffices, and nothing has to wait on this side once the channel is there.
///
/// Messages come in on this link's thread and are queued at the other link's path from there.
final class MessagePath implements FrameOutlet, Link.Messages {

    /// Before the channel is there.
    private static final long MOST_KEPT = 64 * 1024;

    /// So often within a window the peer is granted more.
    private static final int GRANTS_A_WINDOW = 8;

    private final Link link;
    private final Connection connection;
    private final WebSocketWire wire;
    private final LinkTraffic traffic;
    private long reserve;
    private final long window;
    private final Deque<Kept> kept = new ArrayDeque<>();
    private final AtomicBoolean purgeWaits = new AtomicBoolean();
    private boolean over;
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
        this.link = link;
        this.connection = link.connection();
        this.wire = wire;
        this.traffic = traffic;
        this.reserve = reserve;
        this.window = window;
    }

    @Override
    public void keep() {
        wire.bypass(text -> incoming(Kind.TEXT, text), binary -> incoming(Kind.BINARY, binary));
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
        link.hold(HoldReason.CREDIT, frames == null ? keptBytes >= MOST_KEPT : limit - sent < reserve);
    }

    @Override
    public void forward(ByteBuf frame, FrameRoute route) {
        // frames and messages aren't joined with each other
        route.discarded(frame.readableBytes());
        frame.release();
    }

    @Override
    public void message(Kind kind, ByteBuf content, FrameRoute route) {
        connection.queue(new Message(kind, content, content.readableBytes(), route));
    }

    @Override
    public void flow(FlowUpdate update) {
        connection.execute(() -> {
            update.leaving();
            limit = Math.max(limit, update.limit());
            if (frames != null) {
                balance();
            }
        });
    }

    /// Looks through all that waits, so one look serves all routes that are dropped until then.
    @Override
    public void purge() {
        if (purgeWaits.compareAndSet(false, true)) {
            connection.execute(() -> {
                purgeWaits.set(false);
                connection.dropQueued(waiting -> waiting instanceof Message message && message.route.isDropped());
            });
        }
    }

    private void left(int size) {
        received += size;
        FrameSwitch target = frames;
        if (target != null && received - granted >= window / GRANTS_A_WINDOW) {
            granted = received;
            var _ = target.flow(channel, received, received + window);
        }
    }

    /// A message that waits for its turn; it owns the buffer.
    private final class Message implements Departure {

        private final Kind kind;
        private final ByteBuf content;
        private final int bytes;
        private final FrameRoute route;

        private Message(Kind kind, ByteBuf content, int bytes, FrameRoute route) {
            this.kind = kind;
            this.content = content;
            this.bytes = bytes;
            this.route = route;
        }

        @Override
        public int bytes() {
            return bytes;
        }

        @Override
        public void depart() {
            if (route.isDropped()) {
                drop();
                return;
            }
            int size = kind.weight(bytes);
            route.passedOn(size);
            if (kind == Kind.CLOSE) {
                connection.close(new CloseStatus(CloseReason.NORMAL.code(), content.toString(StandardCharsets.UTF_8)));
                content.release();
                return;
            }
            traffic.out(bytes);
            if (kind == Kind.TEXT) {
                wire.writeText(content);
            } else {
                wire.writeBinary(content);
            }
            left(size);
        }

        @Override
        public void drop() {
            route.discarded(kind.weight(bytes));
            content.release();
        }
    }
}
