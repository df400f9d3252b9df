package one.commserver.session;

import one.commserver.transport.Link;
import one.commserver.transport.Link.HoldReason;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;

/// The requests of one client that have to wait for something: done one after another, in the order in which they came.
/// The client isn't read while as many wait as may.
///
/// [#add] and [#end] belong to the link's thread.
final class Work {

    private final Link link;
    private final int most;
    private final Queue<Mono<Void>> waiting;
    private final Sinks.Many<Mono<Void>> sink;
    private int count;

    /// @param most how many may wait
    Work(Link link, int most) {
        this.link = link;
        this.most = most;
        // what was read at once before the link is held comes on top
        this.waiting = new ArrayBlockingQueue<>(2 * most);
        this.sink = Sinks.many().unicast().onBackpressureBuffer(waiting);
    }

    /// All of it, to be subscribed once.
    Mono<Void> run() {
        return sink.asFlux().concatMap(task -> task.doFinally(end -> link.connection().execute(this::done)), 1).then();
    }

    /// Puts a task in line. It must not fail.
    ///
    /// @return false if there is no room, which a client can only reach by what was read in one go
    boolean add(Mono<Void> task) {
        if (!sink.tryEmitNext(task).isSuccess()) {
            return false;
        }
        count++;
        if (count >= most) {
            link.hold(HoldReason.BACKLOG, true);
        }
        return true;
    }

    /// Nothing more comes; what waits is still done.
    void end() {
        sink.tryEmitComplete();
    }

    private void done() {
        count--;
        if (count <= most / 2) {
            link.hold(HoldReason.BACKLOG, false);
        }
    }
}
