package one.commserver.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.LintResult;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What Helm makes of the chart is what Kubernetes takes, and nothing is made of values that can't be meant.
class ChartTest {

    private static final int LONGEST_NAME = 63;

    @TempDir private Path folder;

    static List<Path> valueFiles() throws IOException {
        return Chart.valueFiles();
    }

    @ParameterizedTest
    @MethodSource("valueFiles")
    void lintFindsNothing(Path values) throws IOException {
        LintResult lint = Chart.with(folder, values).lint();

        assertThat(lint.isFailed()).as(lint.getMessages().toString()).isFalse();
        assertThat(lint.getMessages()).noneMatch(message -> message.contains("WARNING") || message.contains("ERROR"));
    }

    @ParameterizedTest
    @MethodSource("valueFiles")
    void kubernetesWouldTakeEachObject(Path values) throws IOException {
        assertThat(Chart.with(folder, values).render().all())
                .isNotEmpty()
                .allSatisfy(object -> assertThat(KubernetesTypes.problems(object)).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("valueFiles")
    void eachObjectHasANameOfItsOwnThatIsShortEnough(Path values) throws IOException {
        List<JsonNode> objects = Chart.with(folder, values).render().all();

        assertThat(objects.stream().map(object -> object.path("kind").asString() + "/" + Manifests.name(object)))
                .doesNotHaveDuplicates();
        assertThat(objects.stream().map(Manifests::name)).allMatch(name -> name.length() <= LONGEST_NAME);
    }

    /// A release may be called `2.relay`; a Service may not.
    @ParameterizedTest
    @ValueSource(
            strings = {"relay", "2.relay", "7", "eu.commserver.1", "a-release-with-a-name-that-is-as-long-as-it-m"})
    void eachServiceHasANameThatKubernetesTakes(String release) throws IOException {
        assertThat(Chart.named(folder, "bundled").render(release).ofKind("Service").map(Manifests::name))
                .hasSize(3)
                .allMatch(name -> name.matches("[a-z]([-a-z0-9]*[a-z0-9])?"));
    }

    @ParameterizedTest
    @MethodSource("valueFiles")
    void selectorsFindThePodsThatAreMeant(Path values) throws IOException {
        Manifests manifests = Chart.with(folder, values).render();
        List<JsonNode> pods = manifests.ofKind("Deployment").map(each -> each.at("/spec/template")).toList();

        manifests
                .ofKind("Service")
                .forEach(service ->
                        assertThat(pods)
                                .filteredOn(pod -> selects(service.at("/spec/selector"), pod))
                                .as(Manifests.name(service))
                                .hasSize(1)
                                .allSatisfy(pod -> hasPorts(service, pod)));
        assertThat(manifests.ofKind("Deployment"))
                .allMatch(each -> selects(each.at("/spec/selector/matchLabels"), each.at("/spec/template")));
    }

    @ParameterizedTest
    @MethodSource("valueFiles")
    void podsAreRestricted(Path values) throws IOException {
        assertThat(Chart.with(folder, values).render().ofKind("Deployment"))
                .allSatisfy(deployment -> {
                    JsonNode pod = deployment.at("/spec/template/spec");
                    assertThat(pod.at("/automountServiceAccountToken").asBoolean(true)).isFalse();
                    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean(false)).isTrue();
                    assertThat(pod.at("/securityContext/seccompProfile/type").asString()).isEqualTo("RuntimeDefault");
                    JsonNode container = pod.at("/containers/0/securityContext");
                    assertThat(container.at("/allowPrivilegeEscalation").asBoolean(true)).isFalse();
                    assertThat(container.at("/readOnlyRootFilesystem").asBoolean(false)).isTrue();
                    assertThat(container.at("/capabilities/drop/0").asString()).isEqualTo("ALL");
                });
    }

    @ParameterizedTest
    @MethodSource("valueFiles")
    void theManagementPortIsNotInTheClientsService(Path values) throws IOException {
        Manifests manifests = Chart.with(folder, values).render();

        assertThat(
                        manifests
                                .ofKind("Service")
                                .filter(service -> !service.at("/spec/type").asString("ClusterIP").equals("ClusterIP")))
                .allSatisfy(service -> {
                    assertThat(service.at("/spec/ports")).hasSize(1);
                    assertThat(service.at("/spec/ports/0/targetPort").asString()).isEqualTo("clients");
                });
        assertThat(manifests.ofKind("Ingress"))
                .allSatisfy(ingress -> assertThat(ingress.toString()).doesNotContain("management"));
        assertThat(manifests.ofKind("HTTPRoute"))
                .allSatisfy(route -> assertThat(route.toString()).doesNotContain("management"));
    }

    @ParameterizedTest
    @MethodSource("valueFiles")
    void secretsAreReferredToAndNeverMade(Path values) throws IOException {
        Manifests manifests = Chart.with(folder, values).render();

        assertThat(manifests.ofKind("Secret")).isEmpty();
        assertThat(manifests.settings().keySet()).noneMatch(key -> key.contains("password") || key.contains("secret"));
        manifests
                .environment()
                .forEach((name, value) -> {
                    if (name.contains("PASSWORD")) {
                        assertThat(value).as(name).contains("/");
                    }
                });
    }

    @Test
    void passwordsComeFromTheSecretsThatAreNamed() throws IOException {
        assertThat(Chart.named(folder, "sentinel").render().environment())
                .containsEntry("COMMSERVER_REDIS_PASSWORD", "redis-login/password")
                .containsEntry("COMMSERVER_REDIS_SENTINEL_PASSWORD", "sentinel-login/password");
    }

    /// The last value is a part of what is told.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                                  | audiences is empty",
                "{audiences: [a], replicaCount: 2}                                   | more than one node needs a"
                        + " Redis",
                "{audiences: [a], autoscaling: {enabled: true}}                      | more than one node needs a"
                        + " Redis",
                "{audiences: [a], redis: {mode: standalone}}                         | redis.url must be set",
                "{audiences: [a], redis: {mode: sentinel}}                           | redis.sentinel.master",
                "{audiences: [a], redis: {mode: cluster}}                            | redis.cluster.nodes must be set",
                "{audiences: [a], drain: {limitSeconds: 18}}                         | drain.limitSeconds must not be",
                "{audiences: [a], management: {port: 8080}}                          | must differ",
                "{audiences: [a], ingress: {enabled: true}}                          | ingress.hosts",
                "{audiences: [a], httpRoute: {enabled: true}}                        | httpRoute.parentRefs",
                "{audiences: [a], ingress: {enabled: true, hosts: [a]}} | trustedProxies is empty",
                "{audiences: [a], httpRoute: {enabled: true, parentRefs: [{name: g}]}} | trustedProxies is empty",
                "{audiences: [a], relayMemoryMegabytes: 308} | three quarters",
                "{audiences: [a], heapPercent: 60} | three quarters",
                "{audiences: [a], resources: {limits: {memory: null}}} | resources.limits.memory must be set",
                "{audiences: [a], resources: {requests: {cpu: 1}}} | is the value cpus",
                "{audiences: [a], redis: {mode: bundled}, autoscaling: {enabled: true, minReplicas: "
                        + "11}} | minReplicas must not",
                "{audiences: [a], redis: {mode: bundled}, autoscaling: {enabled: true, connections: "
                        + "1}} | prometheusRule.enabled",
                "{audiences: [a], prometheusRule: {enabled: true}} | serviceMonitor.enabled",
                "{audiences: [a], serviceMonitor: {enabled: true}} | managementFrom must let",
                "{audiences: [a], networkPolicy: {enabled: false}, operators: {openMetrics: false}, "
                        + "serviceMonitor: {enabled: true}} | basicAuth",
                "{audiences: [a], operators: {issuer: 'https://a'}} | operators.audiences",
                "{audiences: [a], config: {commserver: {drain: {notice: 1s}}}} | config.commserver.drain",
                "{audiences: [a], config: {commserver: {redis: {url: x}}}} | config.commserver.redis",
                "{audiences: [a], config: {server: {port: 0}}} | server.port",
                "{audiences: [a], config: {server.port: 1}} | set port",
                "{audiences: [a], config: {commserver.limits: {connections: 1}}} | nested maps",
                "{audiences: [a], config: {commserver: {limits: {connections: 0}}}} | connectionLimit",
                "{audiences: [a], config: {commserver: {limits: {trustedProxies: []}}}} | set trustedProxies",
                "{audiences: [a], config: {commserver: {operations: {operator-password: "
                        + "x}}}} | operators.existingSecret",
                "{audiences: [a], config: {management: {server: {port: -1}}}} | management.port",
                "{audiences: [a], config: {management: {endpoints: {web: {base-path: /}}}}} | go by the paths",
                "{audiences: [a], extraEnv: [{name: MANAGEMENT_SERVER_PORT, value: '-1'}]} | management.port",
                "{audiences: [a], extraEnv: [{name: COMMSERVER_DRAIN_LIMIT, value: 1s}]} | set drain",
                "{audiences: [a], extraEnv: [{name: COMMSERVER_LIMITS_TRUSTED_PROXIES, value: "
                        + "x}]} | set trustedProxies",
                "{audiences: [a], extraEnv: [{name: COMMSERVER_HANDSHAKE_AUDIENCES_0, value: x}]} | set audiences",
                "{audiences: [a], extraEnv: [{name: JDK_JAVA_OPTIONS, value: -Xmx1g}]} | set javaOptions",
                "{audiences: [a], extraEnv: [{name: SPRING_APPLICATION_JSON, value: '{}'}]} | set config",
                "{audiences: [a], config: {management: {opentelemetry: {tracing: {export: {otlp: {endpoint: "
                        + "x}}}}}}} | set tracing.url",
                "{audiences: [a], config: {management: {tracing: {sampling: {probability: 1}}}}} | tracing.sampling",
                "{audiences: [a], config: {commserver: {transport: {allowedOrigins: x}}}} | set origins.allowed",
                "{audiences: [a], config: {commserver: {transport: {require-origin: true}}}} | set origins.required",
                "{audiences: [a], extraEnv: [{name: OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, value: x}]} | set tracing.url",
                "{audiences: [a], extraEnv: [{name: COMMSERVER_TRANSPORT_ALLOWEDORIGINS_0, value: "
                        + "x}]} | set origins.allowed",
                // what the schema refuses
                "{audience: [a]}                                                     | audience",
                "{audiences: [a], replicaCount: many}                                | replicaCount",
                "{audiences: [a], redis: {mode: etcd}}                               | mode",
                "{audiences: [a], redis: {url: 'redis://user:secret@host:6379'}}     | url",
                "{audiences: [a], image: {digest: 'sha256:12'}}                      | digest",
                "{audiences: [a], shutdown: {marginSeconds: 1}}                      | marginSeconds",
                "{audiences: [a], javaOptions: ['-XX:+UseZGC']} | javaOptions",
                "{audiences: [a], javaOptions: ['-XX:-UseCompactObjectHeaders']} | javaOptions",
                "{audiences: [a], javaOptions: ['-XX:MaxRAMPercentage=70']} | javaOptions",
                "{audiences: [a], javaOptions: ['-Xmx1g']} | javaOptions",
                "{audiences: [a], fullnameOverride: a.b} | fullnameOverride",
                "{audiences: [a], logFormat: xml}                                    | logFormat",
                "{audiences: [a], tracing: {url: 'collector:4318'}} | /tracing/url",
                "{audiences: [a], tracing: {url: 'grpc://collector:4317'}} | /tracing/url",
                "{audiences: [a], tracing: {url: 'http://collector:otlp/v1/traces'}} | /tracing/url",
                "{audiences: [a], tracing: {url: 'http://user:secret@collector:4318/'}} | /tracing/url",
                "{audiences: [a], otlp: {url: 'http://collector:4318v1/metrics'}} | /otlp/url",
                "{audiences: [a], tracing: {sampling: 1.1}} | /tracing/sampling",
                "{audiences: [a], tracing: {sampling: half}} | /tracing/sampling",
                "{audiences: [a], origins: {allowed: []}} | /origins/allowed",
                "{audiences: [a], origins: {allowed: ['app.example.com']}} | /origins/allowed",
                "{audiences: [a], origins: {allowed: ['https://app.example.com/']}} | /origins/allowed",
                "{audiences: [a], origins: {allowed: ['https://*.com']}} | /origins/allowed"
            })
    void whatCannotBeMeantIsRefused(String values, String told) throws IOException {
        Chart chart = Chart.with(folder, values);

        assertThatThrownBy(chart::render).hasMessageContaining(told);
    }

    @Test
    void notesTellWhatIsToBeKnown() throws IOException {
        assertThat(Chart.named(folder, "minimal").notes())
                .contains(
                        "relay.example.org", "There is no Redis", "ws://", "Nobody can log in at the management port");
        assertThat(Chart.named(folder.resolve("all"), "everything").notes()).doesNotContain("Nobody can log in");
        String balanced = "{audiences: [a], service: {type: LoadBalancer}}";
        assertThat(Chart.with(folder.resolve("balanced"), balanced).notes()).contains("externalTrafficPolicy");
    }

    /// What isn't the chart's own can be set: the same beginning is not the same setting.
    @Test
    void otherSettingsAreTaken() throws IOException {
        String values =
                """
                audiences: [a]
                extraEnv: [{name: COMMSERVER_LIMITS_CONNECTIONSPERADDRESS, value: "9"}]
                config: {logging: {level: {one.commserver.drain: debug}}, commserver: {relay: {offer-timeout: 9s}}}
                """;

        assertThat(Chart.with(folder, values).render().settings())
                .containsEntry("logging.level.one.commserver.drain", "debug")
                .containsEntry("commserver.relay.offer-timeout", "9s");
    }

    @Test
    void operatorsPasswordsComeFromTheirSecretAsHashes() throws IOException {
        Manifests manifests = Chart.named(folder, "everything").render();

        assertThat(manifests.environment())
                .containsEntry("COMMSERVER_OPERATIONS_OPERATORPASSWORD", "operators/admin")
                .containsEntry("COMMSERVER_OPERATIONS_VIEWERPASSWORD", "operators/viewer-password");
        JsonNode endpoint = manifests.ofKind("ServiceMonitor").findFirst().orElseThrow().at("/spec/endpoints/0");
        assertThat(endpoint.at("/basicAuth/password/name").asString()).isEqualTo("scraper");
        assertThat(manifests.settings())
                .containsEntry("commserver.operations.open-metrics", "false")
                .containsEntry("spring.security.oauth2.resourceserver.jwt.audiences[0]", "relay");
    }

    @Test
    void nobodyReachesTheManagementPortUnlessNamed() throws IOException {
        assertThat(Chart.named(folder, "minimal").render().the("NetworkPolicy", "").at("/spec/ingress"))
                .hasSize(1)
                .allMatch(rule -> rule.at("/ports/0/port").asString().equals("clients"));
    }

    @Test
    void issuerAndCollectorsAreLetOut() throws IOException {
        String values =
                "{audiences: [a], otlp: {url: 'http://otel:4318/v1/metrics'}, tracing: {url: 'http://[2001:db8::1]/x'},"
                        + " operators: {issuer: 'https://login.example.org/x', audiences: [b]}}";

        assertThat(egressPorts(Chart.with(folder, values))).containsExactlyInAnyOrder(53, 443, 4318, 80);
        assertThat(egressPorts(Chart.named(folder.resolve("all"), "everything"))).contains(4318, 14_318);
    }

    /// Most collectors take both at one port.
    @Test
    void aPortIsLetOutOnce() throws IOException {
        String values =
                "{audiences: [a], otlp: {url: 'http://otel:4318/v1/metrics'},"
                        + " tracing: {url: 'http://otel:4318/v1/traces'}}";

        assertThat(Chart.with(folder, values).render().the("NetworkPolicy", "").at("/spec/egress"))
                .filteredOn(rule -> rule.at("/ports/0/port").asInt() == 4318)
                .hasSize(1);
    }

    /// OpenShift gives each namespace users of its own.
    @Test
    void theClusterMayChooseTheUser() throws IOException {
        JsonNode context =
                Chart.with(folder, "{audiences: [a], runAs: {user: null, group: null}}")
                        .render()
                        .pod()
                        .path("securityContext");

        assertThat(context.properties().stream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrder("runAsNonRoot", "seccompProfile");
    }

    /// In the default of 1 GiB: 40 % heap, and all but a fifth of the rest for buffers.
    @Test
    void heapAndBuffersArePartsOfTheMemory() throws IOException {
        assertThat(Chart.named(folder, "minimal").render().javaOptions())
                .contains("-XX:MaxRAMPercentage=40", "-XX:MaxDirectMemorySize=409m", "-XX:ActiveProcessorCount=2");
        assertThat(
                        Chart.with(
                                        folder.resolve("other"),
                                        "{audiences: [a], heapPercent: 50, resources: {limits: {memory: 1.5G}}}")
                                .render()
                                .javaOptions())
                .contains("-XX:MaxRAMPercentage=50", "-XX:MaxDirectMemorySize=429m");
    }

    @Test
    void audiencesAreTheHostsUnlessTheyAreNamed() throws IOException {
        assertThat(Chart.named(folder, "everything").render().settings())
                .containsEntry("commserver.handshake.audiences[0]", "relay.example.org")
                .containsEntry("commserver.handshake.audiences[1]", "relay.example.net")
                .containsEntry("commserver.handshake.audiences[2]", "relay.example.com")
                .doesNotContainKey("commserver.handshake.audiences[3]");
    }

    @Test
    void portsOfRedisAreLetOut() throws IOException {
        assertThat(egressPorts(Chart.named(folder, "standalone-tls"))).containsExactlyInAnyOrder(53, 6379, 6380);
    }

    @Test
    void portsOfAClusterAreLetOut() throws IOException {
        assertThat(egressPorts(Chart.named(folder, "cluster"))).containsExactlyInAnyOrder(53, 7000, 7001, 7002, 7003);
    }

    @Test
    void theChartIsOfTheServersVersion() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        Object version = Chart.map(Chart.load(Files.readString(Chart.SOURCE.resolve("Chart.yaml")))).get("appVersion");

        assertThat(pom).contains("<artifactId>commserver</artifactId>\n  <version>" + version + "</version>");
    }

    private static List<Integer> egressPorts(Chart chart) {
        return chart.render()
                .ofKind("NetworkPolicy")
                .flatMap(policy -> policy.at("/spec/egress").valueStream())
                .flatMap(rule -> rule.path("ports").valueStream())
                .map(port -> port.path("port").asInt())
                .distinct()
                .toList();
    }

    private static boolean selects(JsonNode selector, JsonNode pod) {
        return !selector.isEmpty()
                && selector.properties().stream()
                        .allMatch(label -> label.getValue().equals(pod.at("/metadata/labels").path(label.getKey())));
    }

    private static void hasPorts(JsonNode service, JsonNode pod) {
        List<String> names =
                pod.at("/spec/containers/0/ports").valueStream().map(port -> port.path("name").asString()).toList();
        assertThat(service.at("/spec/ports").valueStream().map(port -> port.path("targetPort").asString()))
                .isSubsetOf(names);
    }
}
