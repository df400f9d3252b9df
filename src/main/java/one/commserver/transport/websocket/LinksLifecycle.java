package one.commserver.transport.websocket;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionState;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.MessageCodec;
import one.commserver.transport.Link;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.List;

/// Closes all links in order when the application stops, before the web server goes: Spring's own graceful shutdown
/// waits for WebSockets and never closes them.
final class LinksLifecycle implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(LinksLifecycle.class);

    /// Closed at once; the closing of very many at a time has overflowed stacks.
    private static final int BATCH = 256;

    private static final String STOPPING = new MessageCodec().encode(ErrorMessage.of(ErrorCode.SERVER_STOPPING, null));

    private final OpenLinks links;
    private final Duration patience;
    private volatile boolean running;

    /// @param patience how long all of it may take
    LinksLifecycle(OpenLinks links, Duration patience) {
        this.links = links;
        this.patience = patience;
    }

    @Override
    public void start() {
        links.open();
        running = true;
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public void stop(Runnable callback) {
        running = false;
        List<Link> open = links.shut();
        if (!open.isEmpty()) {
            LOG.info("Closing {} connections", open.size());
        }
        // all are told before the first one goes, or its peers would hear of that first
        open.forEach(LinksLifecycle::tell);
        Flux.fromIterable(open)
                .flatMap(LinksLifecycle::close, BATCH)
                .then()
                .timeout(patience, Mono.empty())
                .doFinally(end -> callback.run())
                .subscribe();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private static void tell(Link link) {
        Connection connection = link.connection();
        // who hasn't said which dialect it speaks isn't told anything in one of them
        if (connection.state() != ConnectionState.CONNECTED) {
            connection.send(STOPPING);
        }
    }

    private static Mono<?> close(Link link) {
        Connection connection = link.connection();
        connection.close(CloseReason.RESTARTING);
        return connection.ended();
    }
}
