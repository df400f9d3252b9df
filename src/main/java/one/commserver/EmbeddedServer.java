package one.commserver;

import one.commserver.demo.ServerStarter;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.StandardEnvironment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The server as the tour starts it: on a free port of this machine, as it is delivered but for the times of its
/// watch, a slot's window that a machine which stands still for a moment doesn't outlast, and patience with Redis, and
/// saying nothing unless something is wrong.
final class EmbeddedServer implements ServerStarter.Running {

    private final ConfigurableApplicationContext context;

    private EmbeddedServer(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static ServerStarter.Running start(Duration heartbeat, Duration timeout, @Nullable String redis) {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "--spring.config.location=classpath:/",
                                "--server.address=127.0.0.1",
                                "--server.port=0",
                                "--management.server.port=-1",
                                "--commserver.health.heartbeat-interval=" + heartbeat.toMillis() + "ms",
                                "--commserver.health.connection-timeout=" + timeout.toMillis() + "ms",
                                "--commserver.health.stats-interval=0",
                                "--commserver.registry.slot-window=5s",
                                "--commserver.drain.notice=0s",
                                "--commserver.drain.window=0s",
                                "--logging.level.root=error",
                                "--logging.level.one.commserver=error"));
        if (redis != null) {
            arguments.add("--commserver.redis.url=" + redis);
            arguments.add("--commserver.redis.command-timeout=10s");
        }
        return new EmbeddedServer(
                new SpringApplicationBuilder(CommServerApplication.class).run(arguments.toArray(String[]::new)));
    }

    /// Keeps the libraries quiet where no server does that.
    static void quiet() {
        LoggingSystem logging = LoggingSystem.get(EmbeddedServer.class.getClassLoader());
        logging.beforeInitialize();
        logging.initialize(new LoggingInitializationContext(new StandardEnvironment()), null, null);
        logging.setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.ERROR);
    }

    @Override
    public String url() {
        return "ws://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port") + "/";
    }

    @Override
    public void close() {
        context.close();
    }
}
