package one.commserver.autobahn;

import one.commserver.CommServerApplication;
import one.commserver.transport.ConnectionAcceptor;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/// The server with its own transport, and an [Echo] in the place of its sessions.
final class EchoServer implements AutoCloseable {

    private static final String[] PROPERTIES = {
        "--server.address=127.0.0.1",
        "--server.port=0",
        "--management.server.address=127.0.0.1",
        "--management.server.port=0",
        "--commserver.limits.messages-per-second=0",
        "--commserver.limits.bytes-per-second=0B",
        "--commserver.limits.outbound-bytes=64MB",
        "--commserver.limits.connections-per-address=5000",
        // the suite would answer a ping in the middle of a frame
        "--commserver.health.heartbeat-interval=0s",
        "--logging.level.root=warn",
    };

    private final ConfigurableApplicationContext context;

    EchoServer(Echo echo) {
        context =
                new SpringApplicationBuilder(CommServerApplication.class)
                        .initializers(server ->
                                ((GenericApplicationContext) server)
                                        .registerBean(
                                                "echo",
                                                ConnectionAcceptor.class,
                                                () -> echo,
                                                definition -> definition.setPrimary(true)))
                        .run(PROPERTIES);
    }

    String url() {
        return "ws://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port");
    }

    @Override
    public void close() {
        context.close();
    }
}
