package one.commserver.e2e;

import static org.awaitility.Awaitility.await;

import one.commserver.crypto.Digests;
import one.commserver.health.NodeReadiness;
import one.commserver.testing.RedisServer;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Some nodes in this process, and the real Redis by which they are one server.
///
/// As a static extension of a test class they start with it, and behind each test their clients are cut; as one that
/// isn't static they start and close with each test. Others start and close them themselves.
public final class Nodes
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, AutoCloseable {

    /// Longer than this process may stand still: who is taken for dead has its channels interrupted.
    static final Duration LEASE = Duration.ofSeconds(5);

    private static final Pattern RECORD = Pattern.compile("\\S+:session:\\S+");
    private static final Pattern CHANNEL = Pattern.compile(" (?:OPENER|ACCEPTOR) ");

    private static final String[] COMMON = {
        "commserver.limits.messages-per-second=0",
        "commserver.limits.bytes-per-second=0B",
        "commserver.limits.connections-per-address=5000",
        "commserver.limits.failed-authentications=100000",
        "commserver.transport.close-patience=1s",
        "commserver.registry.slot-window=0s",
        "commserver.registry.lease=" + LEASE.toSeconds() + "s",
        "commserver.redis.command-timeout=5s",
    };

    RedisServer redis;
    private final int count;
    private final String[] properties;
    private final List<Node> nodes = new ArrayList<>();
    private final Queue<RawClient> clients = new ConcurrentLinkedQueue<>();
    private boolean isOfClass;

    /// One of them.
    record Node(ConfigurableApplicationContext context, int port) {}

    private Nodes(int count, String... properties) {
        this.count = count;
        this.properties = properties;
    }

    /// Everybody may call everybody.
    static Nodes open(int count, String... properties) {
        return of(
                count,
                Stream.concat(Stream.of("commserver.relay.policy=open"), Stream.of(properties)).toArray(String[]::new));
    }

    /// Some that aren't started yet.
    ///
    /// @param properties that all of them have; of what is said twice the last one counts
    public static Nodes of(int count, String... properties) {
        return new Nodes(count, properties);
    }

    Nodes start() {
        redis = RedisServer.start();
        for (int i = 0; i < count; i++) {
            begin(own -> {});
        }
        nodes.forEach(Nodes::awaitReady);
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext unused) {
        isOfClass = true;
        start();
    }

    @Override
    public void beforeEach(ExtensionContext unused) {
        if (!isOfClass) {
            start();
        }
    }

    @Override
    public void afterEach(ExtensionContext unused) {
        if (isOfClass) {
            cutAll();
        } else {
            close();
        }
    }

    @Override
    public void afterAll(ExtensionContext unused) {
        close();
    }

    /// Starts one more.
    ///
    /// @param more properties that only this one has
    Node add(String... more) {
        return add(own -> {}, more);
    }

    /// @param meddling what stands between this one and its stores, or the others
    Node add(ApplicationContextInitializer<GenericApplicationContext> meddling, String... more) {
        Node node = begin(meddling, more);
        awaitReady(node);
        return node;
    }

    /// It hears itself, and so the others. Until then no load balancer would send it anybody.
    private static void awaitReady(Node node) {
        await().atMost(RawClient.DEADLINE).until(node.context().getBean(NodeReadiness.class)::isReady);
    }

    private Node begin(ApplicationContextInitializer<GenericApplicationContext> meddling, String... more) {
        String user = allow(nodes.size());
        var arguments = new LinkedHashMap<String, String>();
        Stream.of(
                        Stream.of(COMMON),
                        Stream.of("commserver.redis.url=redis://" + user + ":secret@127.0.0.1:" + redis.port()),
                        Stream.of(properties),
                        Stream.of(more))
                .flatMap(some -> some)
                .forEach(property -> arguments.put(property.substring(0, property.indexOf('=')), property));
        var context =
                Server.start(
                        arguments.values().toArray(String[]::new),
                        own -> {
                            own.registerBean("threads", ReactorResourceFactory.class, Nodes::threads);
                            meddling.initialize(own);
                        });
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
        letIn();
    }

    /// Tells a Redis that has forgotten it who may come in.
    void letIn() {
        for (int number = 0; number < nodes.size(); number++) {
            allow(number);
        }
    }

    /// Of its own, which stop with it and with nobody else.
    static ReactorResourceFactory threads() {
        var threads = new ReactorResourceFactory();
        threads.setUseGlobalResources(false);
        threads.setShutdownQuietPeriod(Duration.ZERO);
        return threads;
    }

    Node node(int number) {
        return nodes.get(number);
    }

    /// Where clients reach a node.
    public String url(int number) {
        return "ws://127.0.0.1:" + node(number).port() + "/";
    }

    /// What a node is made of.
    public <T> T bean(int number, Class<T> type) {
        return node(number).context().getBean(type);
    }

    /// A stranger at a node.
    RawClient join(int number) {
        return join(number, Who.anybody());
    }

    RawClient join(int number, Who who) {
        return connect(number).login(who);
    }

    /// A socket that is upgraded.
    RawClient connect(int number) {
        RawClient client = RawClient.dial(new RawSocket.Dial(node(number).port()));
        clients.add(client);
        return client;
    }

    /// Somebody who was cut off goes on with its session.
    RawClient back(int number, RawClient gone) {
        return join(number, gone.who().session(gone.token()));
    }

    /// The same, once Redis answers again.
    RawClient backInTime(int number, RawClient gone) {
        long deadline = System.nanoTime() + RawClient.DEADLINE.toNanos();
        while (true) {
            try {
                return back(number, gone);
            } catch (AssertionError notYet) {
                if (System.nanoTime() - deadline > 0) {
                    throw new AssertionError("never back", notYet);
                }
            }
        }
    }

    /// It is written down that the session of this one has so many channels, with which it may go on at another node:
    /// that is done a moment behind their opening.
    void awaitWritten(RawClient client, int channels) {
        await().atMost(RawClient.DEADLINE).until(() -> written(client) >= channels);
    }

    private long written(RawClient client) {
        return records(client).stream()
                .map(record -> redis.ask("HGET " + record + " channels"))
                .mapToLong(channels -> CHANNEL.matcher(channels).results().count())
                .sum();
    }

    /// Where it is written down what the sessions of these have.
    Set<String> records(RawClient... clients) {
        return Stream.of(clients)
                .map(client -> client.identity().wire().getBytes(StandardCharsets.US_ASCII))
                .map(identity -> redis.ask("KEYS *" + Digests.sha256(identity).toBase64Url() + "*:session:*"))
                .flatMap(keys -> RECORD.matcher(keys).results())
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }

    /// As by SIGKILL, as far as others can see: from one moment on nobody hears anything from a node.
    void die(int number) {
        redis.ask("ACL SETUSER node" + number + " off");
        redis.ask("CLIENT KILL USER node" + number);
    }

    /// It is heard again, and hears the others.
    void revive(int number) {
        allow(number);
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
