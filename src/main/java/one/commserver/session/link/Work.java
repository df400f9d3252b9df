package one.commserver.session.link;

import one.commserver.limits.SizeLimits;
import one.commserver.transport.Link;
import one.commserver.transport.Link.HoldReason;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.concurrent.Queues;

/// The requests of one client that have to wait for something: done one after another, in the order in which they came.
/// The client isn't read while as many wait as may, or as large ones.
///
/// [#add] and [#end] belong to the link's thread.
final class Work {

    /// How many of the largest messages may wait.
    private static final int LARGEST_MESSAGES = 2;

    /// How many messages may come in one read of a socket, behind which a link that is held isn't read any more: 64 KiB
    /// of the shortest requests, masked headers included. They come on top.
    static final int READ_AT_ONCE = 64 * 1024 / 28;

    private final Link link;
    private final int most;
    private final long mostSize;

    /// Most of the time nothing waits, and the queue grows by so many places at a time.
    private static final int PLACES = 8;

    /// Unbounded, since a bounded queue has a lock, for which an event loop must not wait; the bound is counted beside
    /// it.
    private final Sinks.Many<Mono<Void>> sink =
            Sinks.many().unicast().onBackpressureBuffer(Queues.<Mono<Void>>unbounded(PLACES).get());

    private int count;
    private long size;

    /// @param sizes how many may wait, and how large a message may be
    Work(Link link, SizeLimits sizes) {
        this.link = link;
        this.most = sizes.pendingRequests();
        this.mostSize = LARGEST_MESSAGES * sizes.textMessage().toBytes();
    }

    /// All of it, to be subscribed once.
    Mono<Void> run() {
        return sink.asFlux().concatMap(task -> task, 1).then();
    }

    /// Puts a request in line. It must not fail.
    ///
    /// @param messageSize of the message that asks for it, in characters
    /// @return false if there is no room, which only shows that the link goes on although it is held
    boolean add(int messageSize, Mono<Void> task) {
        if (count >= most + READ_AT_ONCE) {
            return false;
        }
        var _ = sink.tryEmitNext(task.doFinally(end -> link.connection().execute(() -> done(messageSize))));
        count++;
        size += messageSize;
        if (count >= most || size >= mostSize) {
            link.hold(HoldReason.BACKLOG, true);
        }
        return true;
    }

    /// Puts a task of the server's own in line, of which there are few. It must not fail.
    void also(Mono<Void> task) {
        var _ = sink.tryEmitNext(task);
    }

    /// Nothing more comes; what waits is still done.
    void end() {
        sink.tryEmitComplete();
    }

    private void done(int messageSize) {
        count--;
        size -= messageSize;
        if (count <= most / 2 && size <= mostSize / 2) {
            link.hold(HoldReason.BACKLOG, false);
        }
    }
}
