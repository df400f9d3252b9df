package one.commserver;

import reactor.netty.ReactorNetty;

/// Has Reactor Netty make as many event loops as there are processors.
///
/// It would make four at least, for the sake of applications that block them. Here nobody does, and each loop more is
/// one more thread that two clients of a channel have to wake up for each other, and that a processor changes to.
///
/// Measured: `docs/performance.md`.
final class EventLoops {

    private EventLoops() {}

    /// Sets their number, unless somebody has. Before anything of Reactor Netty's is loaded.
    static void asManyAsProcessors() {
        if (System.getProperty(ReactorNetty.IO_WORKER_COUNT) == null) {
            System.setProperty(
                    ReactorNetty.IO_WORKER_COUNT, Integer.toString(Runtime.getRuntime().availableProcessors()));
        }
    }
}
