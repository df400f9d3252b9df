package one.commserver.demo;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// Starts the server that the tour leads through.
@FunctionalInterface
public interface ServerStarter {

    /// Starts one on a free port of this machine.
    ///
    /// @param heartbeat how often it pings each connection
    /// @param timeout after how much silence it evicts one
    /// @param redis the URL of a Redis that it shares with other nodes; null: it is alone
    /// @return when it accepts connections
    Running start(Duration heartbeat, Duration timeout, @Nullable String redis);

    /// A server that runs until it is closed.
    interface Running extends AutoCloseable {

        /// Where clients find it.
        String url();

        @Override
        void close();
    }
}
