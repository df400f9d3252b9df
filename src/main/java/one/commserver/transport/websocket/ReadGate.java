package one.commserver.transport.websocket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

import one.commserver.transport.Link;
import one.commserver.transport.ReadPermission;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/// Keeps what a socket has given while the node may not read, and reads nothing more until it may again: so it keeps
/// what one read brings. On the link's thread.
///
/// Spec: chapter 4.
final class ReadGate extends ChannelInboundHandlerAdapter {

    private static final long LOOK_AGAIN_MILLIS = 20;

    private final ReadPermission permission;
    private final Link link;
    private final Queue<Object> kept = new ArrayDeque<>();

    ReadGate(ReadPermission permission, Link link) {
        this.permission = permission;
        this.link = link;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (kept.isEmpty() && permission.mayRead()) {
            ctx.fireChannelRead(message);
            return;
        }
        kept.add(message);
        if (kept.size() == 1) {
            link.hold(Link.HoldReason.LEASE, true);
            later(ctx);
        }
    }

    private void later(ChannelHandlerContext ctx) {
        var _ = ctx.executor().schedule(() -> look(ctx), LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look(ChannelHandlerContext ctx) {
        if (kept.isEmpty()) {
            return;
        }
        if (!permission.mayRead()) {
            later(ctx);
            return;
        }
        for (Object next = kept.poll(); next != null; next = kept.poll()) {
            ctx.fireChannelRead(next);
        }
        ctx.fireChannelReadComplete();
        link.hold(Link.HoldReason.LEASE, false);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        drop();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        drop();
    }

    private void drop() {
        for (Object next = kept.poll(); next != null; next = kept.poll()) {
            ReferenceCountUtil.release(next);
        }
    }
}
