package one.commserver.operations.console;

import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.connection.NanoClock;
import one.commserver.connection.statistics.ConnectionStatistics;
import one.commserver.drain.Drain;
import one.commserver.health.NodeReadiness;
import one.commserver.limits.ConnectionLimits;
import one.commserver.limits.InForce;
import one.commserver.registry.NodeId;
import one.commserver.telemetry.Meters;
import one.commserver.trend.Trends;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;

import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.InstantSource;
import java.util.Map;

/// Serves the console at the management port.
///
/// Belongs to the context of that port alone, so that clients' port knows nothing of it, and has no annotation by which
/// the application's would find it: the port's finds it in `META-INF/spring`.
@EnableConfigurationProperties(ConsoleProperties.class)
class ConsolePort {

    /// A look at very many connections takes a while, which no event loop has.
    @Bean(destroyMethod = "dispose")
    Scheduler consoleThread() {
        return Schedulers.newSingle("console", true);
    }

    @Bean
    ConsoleFiles consoleFiles() {
        return ConsoleFiles.load();
    }

    @Bean
    Snapshots snapshots(
            NodeId node,
            ConnectionStatistics statistics,
            InForce<ConnectionLimits> limits,
            ConsoleFiles files,
            NodeReadiness readiness,
            Drain drain,
            Trends trends,
            InstantSource wallClock,
            NanoClock clock) {
        var sources = new Snapshots.Sources(statistics, trends::active, drain::state, readiness::isReady);
        return new Snapshots(
                node.value(), files.version(), () -> limits.now().connections(), sources, wallClock, clock);
    }

    @Bean
    LiveNumbers liveNumbers(
            Snapshots snapshots,
            Scheduler consoleThread,
            ConsoleProperties properties,
            MeterRegistry registry,
            NanoClock clock) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return new LiveNumbers(
                snapshots,
                consoleThread,
                properties.viewers(),
                new Meters(registry),
                clock,
                () -> threads.isCurrentThreadCpuTimeSupported() ? threads.getCurrentThreadCpuTime() : 0);
    }

    /// Before the mapping of resources, which has a pattern for everything.
    @Bean
    SimpleUrlHandlerMapping consoleMapping(ConsoleFiles files, LiveNumbers live) {
        var console = new Console(files, live);
        return new SimpleUrlHandlerMapping(
                Map.of(Console.PATH, console, Console.PATH + "/", console, Console.PATH + "/{file}", console), 0);
    }
}
