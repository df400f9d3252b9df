package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;

import one.commserver.crypto.Bytes;
import one.commserver.protocol.AuthenticationMessage.Response;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.PairingMessage.PairNotice;
import one.commserver.telemetry.Catalogue;
import one.commserver.telemetry.MeterSpec;
import one.commserver.tracing.Tracing;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What a collector is told by two nodes of what happens between them.
@Timeout(120)
class TracesIT {

    private static final String PAIRING = "pairing";
    private static final String REDIS = "redis";

    /// Whose meters the catalogue doesn't have: `docs/metrics.md` says so.
    private static final Set<String> PLATFORM =
            Set.of("jvm", "process", "system", "disk", "executor", "logback", "application");

    /// Everything that has ever come, as it came.
    private static final Queue<byte[]> BYTES = new ConcurrentLinkedQueue<>();

    private static final Queue<Traced> SPANS = new ConcurrentLinkedQueue<>();
    private static final Semaphore NEWS = new Semaphore(0);

    private static HttpServer collector;
    private static Nodes nodes;

    /// A span and the node that it is of.
    private record Traced(String node, Span span) {

        boolean is(String name, String tag, String value) {
            return span.getName().equals(name) && value.equals(tag(tag));
        }

        String tag(String key) {
            return span.getAttributesList().stream()
                    .filter(attribute -> attribute.getKey().equals(key))
                    .map(attribute -> attribute.getValue().getStringValue())
                    .findAny()
                    .orElse("");
        }

        boolean isRoot() {
            return span.getParentSpanId().isEmpty();
        }

        boolean isPartOf(Traced whole) {
            return span.getTraceId().equals(whole.span.getTraceId())
                    && span.getParentSpanId().equals(whole.span.getSpanId());
        }
    }

    @BeforeAll
    static void start() throws IOException {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", TracesIT::receive);
        collector.start();
        nodes =
                Nodes.open(
                                2,
                                "management.opentelemetry.tracing.export.otlp.endpoint=http://127.0.0.1:"
                                        + collector.getAddress().getPort()
                                        + "/v1/traces",
                                "management.opentelemetry.tracing.export.schedule-delay=100ms",
                                "management.opentelemetry.tracing.export.otlp.timeout=30s",
                                "management.opentelemetry.tracing.export.otlp.connect-timeout=30s",
                                "management.tracing.sampling.probability=1.0")
                        .start();
    }

    @AfterEach
    void cut() {
        nodes.cutAll();
    }

    @AfterAll
    static void stop() {
        nodes.close();
        collector.stop(0);
    }

    private static void receive(HttpExchange exchange) throws IOException {
        byte[] bytes = exchange.getRequestBody().readAllBytes();
        BYTES.add(bytes);
        for (var resource : ExportTraceServiceRequest.parseFrom(bytes).getResourceSpansList()) {
            String node =
                    resource.getResource().getAttributesList().stream()
                            .filter(attribute -> attribute.getKey().equals("service.instance.id"))
                            .map(KeyValue::getValue)
                            .map(value -> value.getStringValue())
                            .findAny()
                            .orElse("");
            resource.getScopeSpansList()
                    .forEach(scope -> scope.getSpansList().forEach(span -> SPANS.add(new Traced(node, span))));
        }
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
        NEWS.release();
    }

    @Test
    void aHandshakeIsTheWholeOfItsCallsOfRedis() {
        RawClient alice = nodes.join(0);

        // the other node may have told of one before
        Traced taking =
                await(span -> span.is(REDIS, "call", "registry/take") && !span.isRoot() && span.node().equals(name(0)));
        Traced handshake = await(taking::isPartOf);

        assertThat(handshake.span().getName()).isEqualTo("handshake");
        assertThat(handshake.isRoot()).isTrue();
        assertThat(handshake.tag("kind")).isEqualTo("data");
        assertThat(handshake.tag("outcome")).isEqualTo("done");
        assertThat(handshake.tag("connection.id")).matches("c[0-9]+");
        assertThat(handshake.node()).isEqualTo(name(0)).isEqualTo(taking.node());
        assertThat(handshake.span().getEventsList())
                .extracting(Span.Event::getName)
                .containsExactly("challenged", "answered");
        alice.isQuiet();
    }

    @Test
    void aRefusedHandshakeSaysWhy() {
        RawClient stranger = RawClient.dial(new RawSocket.Dial(nodes.node(0).port()));
        var login = new Login(stranger, Who.anybody());
        login.auth();
        Response right = login.response(login.challenge());
        stranger.send(new Response("r", Bytes.of(new byte[32]), right.signature()));
        stranger.error(ErrorCode.AUTH_PROOF);

        assertThat(await(span -> span.is("handshake", "outcome", "auth_proof")).isRoot()).isTrue();
    }

    @Test
    void pairingIsTheWholeOfItsCallsOfRedis() {
        RawClient alice = nodes.join(0);
        RawClient bob = nodes.join(1);
        Invitation.of(alice, 1).join(bob);
        alice.message(PairNotice.class);

        Traced proof = await(span -> span.is(PAIRING, "message", "pair_proof"));
        Traced redeem = await(span -> span.is(REDIS, "call", "pairing/redeem") && span.isPartOf(proof));

        assertThat(proof.isRoot()).isTrue();
        assertThat(proof.tag("outcome")).isEqualTo("done");
        assertThat(redeem.tag("outcome")).isEqualTo("done");
        assertThat(proof.node()).isEqualTo(name(1));
        await(span -> span.is(PAIRING, "message", "invite_create") && span.node().equals(name(0)));
    }

    @Test
    void theOpeningOfAChannelGoesOnAtTheOtherNode() {
        Joined pair = Joined.of(nodes.join(0), nodes.join(1));

        Traced heard = await(span -> span.is("asked by another node", "outcome", "accepted"));
        Traced made = await(heard::isPartOf);
        Traced opening = await(made::isPartOf);
        Traced find = await(span -> span.is(REDIS, "call", "registry/find") && span.isPartOf(opening));

        assertThat(heard.node()).isEqualTo(name(1));
        assertThat(made.span().getName()).isEqualTo("ask another node");
        assertThat(made.tag("outcome")).isEqualTo("accepted");
        assertThat(made.node()).isEqualTo(name(0)).isEqualTo(opening.node()).isEqualTo(find.node());
        assertThat(opening.span().getName()).isEqualTo("open channel");
        assertThat(opening.isRoot()).isTrue();
        assertThat(opening.tag("reach")).isEqualTo("elsewhere");
        assertThat(opening.tag("outcome")).isEqualTo("opened");
        pair.works();
    }

    @Test
    void whatIsRelayedIsNotTraced() {
        Joined pair = Joined.of(nodes.join(0), nodes.join(1));
        await(span -> span.is("open channel", "outcome", "opened"));

        for (int i = 0; i < 100; i++) {
            pair.say(new byte[] {1, 2, 3});
        }
        // what is traced behind it comes behind it
        String mark = nodes.join(0).token();

        assertThat(mark).isNotEmpty();
        await(span -> span.is("handshake", "outcome", "done"));
        assertThat(SPANS.stream().map(traced -> traced.span().getName()).collect(Collectors.toSet()))
                .isSubsetOf(
                        Set.of(
                                "handshake",
                                PAIRING,
                                "open channel",
                                "ask another node",
                                "asked by another node",
                                REDIS));
        assertThat(SPANS.stream().filter(span -> span.is(REDIS, "call", "publish")).count()).isLessThan(100);
    }

    /// Nor is it taken for a part of what the thread has done before.
    @Test
    void whatANodeDoesByItselfIsNotTraced() {
        nodes.join(0);

        long before = looks();
        Awaitility.await().atMost(RawClient.DEADLINE).until(() -> looks() > before);
        nodes.join(0);
        await(span -> span.is(REDIS, "call", "registry/take"));

        assertThat(SPANS.stream().filter(span -> span.span().getName().equals(REDIS)))
                .isNotEmpty()
                .noneMatch(Traced::isRoot)
                .noneMatch(span -> span.is(REDIS, "call", "zrange"));
    }

    @Test
    void noTraceKnowsASecretAWholeIdentityOrAKeyOfRedis() {
        RawClient alice = nodes.join(0);
        RawClient bob = nodes.join(1);
        Invitation invitation = Invitation.of(alice, 1);
        invitation.join(bob);
        alice.message(PairNotice.class);
        byte[] said = "what only two peers may know".getBytes(StandardCharsets.US_ASCII);
        Joined.of(alice, bob).say(said);
        await(span -> span.is(PAIRING, "message", "pair_proof"));
        await(span -> span.is("asked by another node", "outcome", "accepted"));

        Map<String, byte[]> hidden = new TreeMap<>();
        hidden.put("what was said", said);
        hidden.put("the invite's secret", invitation.secret().seed());
        hidden.put("the invite", invitation.id().toByteArray());
        for (RawClient client : List.of(alice, bob)) {
            hidden.put("identity " + client.identity(), client.identity().value().toByteArray());
            hidden.put("token of " + client.identity(), Base64.getUrlDecoder().decode(client.token()));
        }
        String told =
                BYTES.stream()
                        .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
                        .collect(Collectors.joining("\n"));
        assertThat(told).contains("registry/take").doesNotContain("cs:{", "ed25519", "127.0.0.1");
        // shorter ones are among the random bytes of ids
        assertThat(SPANS).noneMatch(traced -> shown(traced).contains("cs:"));
        PrivacyIT.hasNone("the traces", told, hidden);
    }

    @Test
    void whatIsTracedMakesNoMeters() {
        nodes.join(0);
        await(span -> span.is("handshake", "outcome", "done"));

        List<String> meters = new ArrayList<>();
        nodes.node(0).context().getBean(MeterRegistry.class).forEachMeter(meter -> meters.add(meter.getId().getName()));

        assertThat(meters).contains("commserver.redis.calls");
        assertThat(meters.stream().filter(name -> !PLATFORM.contains(name.substring(0, name.indexOf('.')))))
                .isSubsetOf(Catalogue.all().stream().map(MeterSpec::name).toList());
    }

    @Test
    void withoutACollectorNothingIsTraced() {
        assertThat(nodes.node(0).context().getBean(Tracing.class).isOn()).isTrue();
        try (var node = Management.start()) {
            assertThat(node.context().getBean(Tracing.class).isOn()).isFalse();
            assertThat(node.context().getBeanNamesForType(SdkTracerProvider.class)).isEmpty();
            assertThat(node.context().getBeanNamesForType(SpanProcessor.class)).isEmpty();
        }
    }

    /// Which takes connections, and says nothing on them.
    @Test
    void aDeadCollectorHoldsUpNoStop() throws IOException {
        try (var dead = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var node =
                    Management.start(
                            "management.opentelemetry.tracing.export.otlp.endpoint=http://127.0.0.1:"
                                    + dead.getLocalPort()
                                    + "/v1/traces",
                            "management.tracing.sampling.probability=1.0");
            try (RawClient client = RawClient.dial(node.clients())) {
                client.login(Who.anybody()).isQuiet();
            }
            long begun = System.nanoTime();
            node.close();

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(RawClient.DEADLINE);
        }
    }

    /// How often a node has looked for others.
    private static long looks() {
        return nodes
                .node(0)
                .context()
                .getBean(MeterRegistry.class)
                .find("commserver.redis.calls")
                .tag("call", "zrange")
                .timers()
                .stream()
                .mapToLong(Timer::count)
                .sum();
    }

    private static String name(int node) {
        return nodes.node(node).context().getEnvironment().getRequiredProperty("commserver.node.name");
    }

    /// The first one that there is, or will be soon.
    private static Traced await(Predicate<Traced> which) {
        long end = System.nanoTime() + RawClient.DEADLINE.toNanos();
        while (true) {
            NEWS.drainPermits();
            var found = SPANS.stream().filter(which).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            try {
                if (!NEWS.tryAcquire(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                    throw new AssertionError("not among " + SPANS.stream().map(TracesIT::shown).toList());
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new AssertionError(interrupted);
            }
        }
    }

    private static String shown(Traced traced) {
        return traced.span().getName()
                + traced.span().getAttributesList().stream()
                        .map(attribute -> attribute.getKey() + "=" + attribute.getValue().getStringValue())
                        .toList();
    }
}
