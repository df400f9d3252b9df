package one.commserver.e2e;

import one.commserver.testing.RedisServer;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/// Some nodes in this process, and the real Redis by which they are one server.
final class Nodes implements AutoCloseable {

    private static final String[] COMMON = {
        "commserver.limits.messages-per-second=0",
        "commserver.limits.bytes-per-second=0B",
        "commserver.limits.connections-per-address=5000",
        "commserver.limits.failed-authentications=100000",
        "commserver.transport.close-patience=1s",
        "commserver.registry.slot-window=0s",
        "commserver.registry.lease=2s",
    };

    final RedisServer redis = RedisServer.start();
    private final String[] properties;
    private final List<Node> nodes = new ArrayList<>();
    private final Queue<RawClient> clients = new ConcurrentLinkedQueue<>();

    /// One of them.
    record Node(ConfigurableApplicationContext context, int port) {}

    private Nodes(String... properties) {
        this.properties = properties;
    }

    /// Everybody may call everybody.
    static Nodes open(int count, String... properties) {
        return start(
                count,
                Stream.concat(Stream.of("commserver.relay.policy=open"), Stream.of(properties)).toArray(String[]::new));
    }

    static Nodes start(int count, String... properties) {
        var nodes = new Nodes(properties);
        for (int i = 0; i < count; i++) {
            nodes.add();
        }
        return nodes;
    }

    /// Starts one more.
    ///
    /// @param more properties that only this one has
    Node add(String... more) {
        String user = allow(nodes.size());
        var context =
                Server.start(
                        Stream.of(
                                        Stream.of(COMMON),
                                        Stream.of(
                                                "commserver.redis.url=redis://"
                                                        + user
                                                        + ":secret@127.0.0.1:"
                                                        + redis.port()),
                                        Stream.of(properties),
                                        Stream.of(more))
                                .flatMap(some -> some)
                                .toArray(String[]::new),
                        own -> own.registerBean("threads", ReactorResourceFactory.class, Nodes::threads));
        var node = new Node(context, context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
        nodes.add(node);
        return node;
    }

    /// Lets that one into Redis.
    private String allow(int number) {
        String user = "node" + number;
        redis.ask("ACL SETUSER " + user + " on >secret ~* &* +@all");
        return user;
    }

    /// Starts Redis again, which has forgotten who may come in.
    void restartRedis() {
        redis.restart();
        for (int number = 0; number < nodes.size(); number++) {
            allow(number);
        }
    }

    /// Of its own, which stop with it and with nobody else.
    private static ReactorResourceFactory threads() {
        var threads = new ReactorResourceFactory();
        threads.setUseGlobalResources(false);
        threads.setShutdownQuietPeriod(Duration.ZERO);
        return threads;
    }

    Node node(int number) {
        return nodes.get(number);
    }

    /// A stranger at a node.
    RawClient join(int number) {
        return join(number, Who.anybody());
    }

    RawClient join(int number, Who who) {
        RawClient client = RawClient.dial(new RawSocket.Dial(node(number).port()));
        clients.add(client);
        return client.login(who);
    }

    /// Somebody who was cut off goes on with its session.
    RawClient back(int number, RawClient gone) {
        return join(number, gone.who().session(gone.token()));
    }

    /// The same, once Redis answers again.
    RawClient backInTime(int number, RawClient gone) {
        AssertionError last = null;
        for (int i = 0; i < 200; i++) {
            try {
                return back(number, gone);
            } catch (AssertionError notYet) {
                last = notYet;
            }
        }
        throw new AssertionError("never back", last);
    }

    /// As by SIGKILL, as far as others can see: from one moment on nobody hears anything from a node.
    void die(int number) {
        redis.ask("ACL SETUSER node" + number + " off");
        redis.ask("CLIENT KILL USER node" + number);
    }

    void cutAll() {
        for (RawClient client = clients.poll(); client != null; client = clients.poll()) {
            client.close();
        }
    }

    @Override
    public void close() {
        cutAll();
        nodes.forEach(node -> node.context().close());
        redis.close();
    }
}
