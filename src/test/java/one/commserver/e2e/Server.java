package one.commserver.e2e;

import one.commserver.CommServerApplication;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// The application on a port of its own, one for each configuration and for all test classes. Behind each test its
/// clients are cut, and a pair of neighbours must still be talking.
///
/// Classes that use any of these run one after another; others may run beside them.
final class Server implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    private static final ReentrantLock TURN = new ReentrantLock();

    private final Calls calls;
    private final String[] properties;
    private final Queue<RawClient> clients = new ConcurrentLinkedQueue<>();
    private ConfigurableApplicationContext context;
    private Neighbours neighbours;
    private int port;

    Server(String... properties) {
        this(new Calls(false), properties);
    }

    /// @param calls notes what the stores are asked
    Server(Calls calls, String... properties) {
        this.calls = calls;
        this.properties = properties;
    }

    @Override
    public void beforeAll(ExtensionContext unused) {
        awaitTurn();
        if (context == null) {
            context = start(properties, calls);
            port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
            // of one identity, so that they may talk whatever the policy is
            Who one = Who.anybody();
            neighbours =
                    new Neighbours(
                            RawClient.dial(dial().from("127.0.0.9")).login(one),
                            RawClient.dial(dial().from("127.0.0.9")).login(one.instance("tablet")));
        }
    }

    /// While it waits somebody else may have its place among those that run beside each other.
    private static void awaitTurn() {
        try {
            ForkJoinPool.managedBlock(
                    new ForkJoinPool.ManagedBlocker() {
                        @Override
                        public boolean block() {
                            TURN.lock();
                            return true;
                        }

                        @Override
                        public boolean isReleasable() {
                            return TURN.tryLock();
                        }
                    });
        } catch (InterruptedException never) {
            throw new AssertionError(never);
        }
    }

    @Override
    public void afterEach(ExtensionContext unused) throws Exception {
        for (RawClient client = clients.poll(); client != null; client = clients.poll()) {
            client.close();
        }
        neighbours.areWell();
    }

    @Override
    public void afterAll(ExtensionContext unused) {
        TURN.unlock();
    }

    /// Fails if its neighbours have missed anything, while whatever is under way goes on.
    void neighboursAreWell() throws InterruptedException {
        neighbours.areWell();
    }

    static ConfigurableApplicationContext start(String[] properties) {
        return start(properties, new Calls(false));
    }

    static ConfigurableApplicationContext start(
            String[] properties, ApplicationContextInitializer<GenericApplicationContext> calls) {
        Stream<String> arguments = Stream.concat(Stream.of("server.port=0"), Stream.of(properties));
        return new SpringApplicationBuilder(CommServerApplication.class)
                .initializers(calls)
                .run(arguments.map(property -> "--" + property).toArray(String[]::new));
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    Calls calls() {
        return calls;
    }

    RawSocket.Dial dial() {
        return new RawSocket.Dial(port);
    }

    /// A socket that is upgraded.
    RawClient connect() {
        return connect(dial());
    }

    RawClient connect(RawSocket.Dial dial) {
        RawClient client = RawClient.dial(dial);
        clients.add(client);
        return client;
    }

    /// A stranger who is in.
    RawClient join() {
        return join(Who.anybody());
    }

    RawClient join(Who who) {
        return connect().login(who);
    }
}
