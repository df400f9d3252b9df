package one.commserver.transport.accept;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

import one.commserver.limits.CappedCounter;
import one.commserver.limits.Permit;
import one.commserver.limits.Refusals;
import one.commserver.telemetry.LogBudget;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;

/// Stands before whatever takes new sockets of clients in. Those for which there is no file descriptor to spare are
/// closed at once, so that the process keeps some for itself, and the log says why; so it does if the system has none.
///
/// Of each of the two there is a line a minute.
@ChannelHandler.Sharable
final class SocketGuard extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(SocketGuard.class);

    private final Descriptors descriptors;
    private final CappedCounter sockets;
    private final Refusals refusals;
    private final LogBudget full;
    private final LogBudget failed;

    /// @param descriptors as they were when nobody was there yet
    /// @param refusals counts those that are closed
    /// @param full for lines about sockets that are closed
    /// @param failed for lines about sockets that the system couldn't give
    SocketGuard(Descriptors descriptors, Refusals refusals, LogBudget full, LogBudget failed) {
        this.descriptors = descriptors;
        this.sockets = new CappedCounter(descriptors.room());
        this.refusals = refusals;
        this.full = full;
        this.failed = failed;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof Channel socket)) {
            context.fireChannelRead(message);
            return;
        }
        Optional<Permit> permit = sockets.acquire();
        if (permit.isPresent()) {
            var _ = socket.closeFuture().addListener(closed -> permit.get().release());
            context.fireChannelRead(socket);
        } else {
            // it has no event loop yet
            socket.unsafe().closeForcibly();
            refusals.count(Refusals.Reason.DESCRIPTORS);
            full.write(this::tellThatItIsFull);
        }
    }

    private void tellThatItIsFull(String more) {
        LOG.warn(
                "A socket was closed: of the {} file descriptors that this process may have {} are for clients, and"
                        + " all of those are taken. Let it have more (ulimit -n), or set"
                        + " commserver.limits.connections lower{}",
                descriptors.most(),
                descriptors.room(),
                more);
    }

    /// Whoever takes sockets in waits a second then, and says nothing of it.
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        failed.write(more ->
                LOG.warn(
                        "A socket could not be accepted: {}. Clients wait until one can be; this process may have {}"
                                + " file descriptors{}",
                        failure.getMessage(),
                        descriptors.most(),
                        more));
        context.fireExceptionCaught(failure);
    }
}
