package one.commserver.session;

import one.commserver.limits.SizeLimits;
import one.commserver.transport.Link;
import one.commserver.transport.Link.HoldReason;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;

/// The requests of one client that have to wait for something: done one after another, in the order in which they came.
/// The client isn't read while as many wait as may, or as large ones.
///
/// [#add] and [#end] belong to the link's thread.
final class Work {

    /// One that waits, and the size of the message that asked for it.
    private record Task(int size, Mono<Void> steps) {}

    /// How many of the largest messages may wait.
    private static final int LARGEST_MESSAGES = 2;

    private final Link link;
    private final int most;
    private final long mostSize;
    private final Queue<Task> waiting;
    private final Sinks.Many<Task> sink;
    private int count;
    private long size;

    /// @param sizes how many may wait, and how large a message may be
    Work(Link link, SizeLimits sizes) {
        this.link = link;
        this.most = sizes.pendingRequests();
        this.mostSize = LARGEST_MESSAGES * sizes.textMessage().toBytes();
        // what was read at once before the link is held comes on top
        this.waiting = new ArrayBlockingQueue<>(2 * most);
        this.sink = Sinks.many().unicast().onBackpressureBuffer(waiting);
    }

    /// All of it, to be subscribed once.
    Mono<Void> run() {
        return sink.asFlux()
                .concatMap(task -> task.steps().doFinally(end -> link.connection().execute(() -> done(task.size()))), 1)
                .then();
    }

    /// Puts a task in line. It must not fail.
    ///
    /// @param messageSize of the message that asks for it, in characters
    /// @return false if there is no room, which a client can only reach by what was read in one go
    boolean add(int messageSize, Mono<Void> task) {
        if (!sink.tryEmitNext(new Task(messageSize, task)).isSuccess()) {
            return false;
        }
        count++;
        size += messageSize;
        if (count >= most || size >= mostSize) {
            link.hold(HoldReason.BACKLOG, true);
        }
        return true;
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
