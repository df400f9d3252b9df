package one.commserver.e2e;

import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.CommServerApplication;
import one.commserver.drain.Drain;
import one.commserver.registry.Registry;

import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// A node that goes away, with threads of its own.
final class DrainServer implements AutoCloseable {

    private static final String[] ROOMY = {
        "server.port=0",
        "commserver.relay.policy=open",
        "commserver.limits.messages-per-second=0",
        "commserver.limits.bytes-per-second=0B",
        "commserver.registry.slot-window=0s",
        "commserver.transport.close-patience=1s",
    };

    private final ConfigurableApplicationContext context;
    private final List<RawClient> clients = new ArrayList<>();

    /// @param keepsSessions whether it says that sessions outlive it, as a registry does that nodes share
    DrainServer(boolean keepsSessions, String... properties) {
        context =
                new SpringApplicationBuilder(CommServerApplication.class)
                        .initializers((GenericApplicationContext starting) -> {
                            starting.registerBean("threads", ReactorResourceFactory.class, Nodes::threads);
                            if (keepsSessions) {
                                keepSessions(starting);
                            }
                        })
                        .run(
                                Stream.concat(
                                                Stream.of(ROOMY).filter(each -> !isGiven(each, properties)),
                                                Stream.of(properties))
                                        .map(property -> "--" + property)
                                        .toArray(String[]::new));
    }

    RawSocket.Dial dial() {
        return new RawSocket.Dial(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
    }

    RawClient connect() {
        return connect(dial());
    }

    RawClient connect(RawSocket.Dial dial) {
        RawClient client = RawClient.dial(dial);
        clients.add(client);
        return client;
    }

    RawClient join() {
        return connect().login(Who.anybody());
    }

    RawClient join(Who who) {
        return connect().login(who);
    }

    /// So many strangers who are in.
    List<RawClient> join(int count) {
        return Stream.generate(this::join).limit(count).toList();
    }

    Drain drain() {
        return context.getBean(Drain.class);
    }

    boolean isReady() {
        return context.getBean(ApplicationAvailability.class).getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC;
    }

    double count(String meter) {
        return context.getBean(MeterRegistry.class).get(meter).counter().count();
    }

    /// The process ends.
    CompletableFuture<Void> stop() {
        return CompletableFuture.runAsync(context::close, Thread::startVirtualThread);
    }

    private static boolean isGiven(String property, String... properties) {
        String name = property.substring(0, property.indexOf('=') + 1);
        return Stream.of(properties).anyMatch(given -> given.startsWith(name));
    }

    private static void keepSessions(GenericApplicationContext context) {
        Between.put(
                context,
                Registry.class,
                "registry",
                (real, method, arguments) ->
                        method.getName().equals("sessionsOutliveTheirNode") ? true : method.invoke(real, arguments));
    }

    @Override
    public void close() {
        clients.forEach(RawClient::close);
        context.close();
    }
}
