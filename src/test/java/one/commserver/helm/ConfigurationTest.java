package one.commserver.helm;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.drain.DrainProperties;
import one.commserver.redis.RedisProperties;
import one.commserver.transport.TransportProperties;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.micrometer.tracing.autoconfigure.TracingProperties;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpTracingProperties;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Whatever the chart configures is a property that there is, and what its values stand for has the same default.
class ConfigurationTest {

    private static final String METADATA = "META-INF/spring-configuration-metadata.json";
    private static final Map<String, JsonNode> PROPERTIES = properties();
    private static final String TRACES = "management.opentelemetry.tracing";

    /// Said by whoever writes the test's values.
    private static final List<String> OTHER_VARIABLES = List.of("FROM_A_SECRET");

    @TempDir private Path folder;

    static List<Path> valueFiles() throws IOException {
        return Chart.valueFiles();
    }

    @ParameterizedTest
    @MethodSource("valueFiles")
    void eachSettingIsAPropertyThatThereIs(Path values) throws IOException {
        assertThat(Chart.with(folder, values).render().settings().keySet())
                .allSatisfy(setting -> assertThat(isKnown(setting)).as(setting).isTrue());
    }

    @ParameterizedTest
    @MethodSource("valueFiles")
    void eachVariableIsAPropertyThatThereIs(Path values) throws IOException {
        List<String> known = PROPERTIES.keySet().stream().map(ConfigurationTest::variable).toList();

        assertThat(Chart.with(folder, values).render().environment().keySet())
                .filteredOn(variable -> !OTHER_VARIABLES.contains(variable))
                .isSubsetOf(known);
    }

    @Test
    void aPropertyThatThereIsNotIsNoticed() {
        assertThat(isKnown("commserver.drain.patience")).isFalse();
        assertThat(isKnown("server.ports")).isFalse();
        assertThat(isKnown("commserver.redis.sentinel.nodes[0]")).isTrue();
        assertThat(isKnown("spring.ssl.bundle.pem.redis.truststore.certificate")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "bundled, redis://relay-commserver-redis:6379",
        "standalone-tls, rediss://redis.stores.svc:6380/2",
        "everything, redis://redis.stores.svc:6379"
    })
    void aSingleRedisIsUnderstood(String values, String url) throws IOException {
        assertThat(redis(values).url()).isEqualTo(url);
    }

    @Test
    void sentinelsAreUnderstood() throws IOException {
        RedisProperties redis = redis("sentinel");

        assertThat(redis.sentinel()).isNotNull();
        assertThat(redis.sentinel().master()).isEqualTo("main");
        assertThat(redis.sentinel().nodes()).hasSize(3);
        assertThat(redis.sentinel().user()).isEqualTo("watcher");
        assertThat(redis.sentinel().password()).isEqualTo("sentinel-login/password");
        assertThat(redis.password()).isEqualTo("redis-login/password");
    }

    @Test
    void aClusterIsUnderstood() throws IOException {
        RedisProperties redis = redis("cluster");

        assertThat(redis.cluster()).isNotNull();
        assertThat(redis.cluster().nodes())
                .containsExactly("redis-0.redis:7000", "redis-1.redis:7001", "redis-2.redis:7002");
        assertThat(redis.tls()).isEqualTo(new RedisProperties.Tls(true, null));
    }

    @Test
    void certificatesForRedisAreWhereTheyAreMounted() throws IOException {
        Manifests manifests = Chart.named(folder, "everything").render();

        assertThat(manifests.settings())
                .containsEntry("commserver.redis.tls.bundle", "redis")
                .containsEntry(
                        "spring.ssl.bundle.pem.redis.truststore.certificate", "/etc/commserver-redis-ca/bundle.pem")
                .containsEntry("spring.ssl.bundle.pem.web.reload-on-update", "true")
                .containsEntry("server.ssl.bundle", "web")
                .containsEntry("management.server.ssl.enabled", "false");
        assertThat(
                        manifests
                                .container()
                                .path("volumeMounts")
                                .valueStream()
                                .map(mount -> mount.path("mountPath").asString()))
                .contains("/etc/commserver", "/etc/commserver-tls", "/etc/commserver-redis-ca", "/tmp");
    }

    @Test
    void whereTracesGoAndHowManyIsUnderstood() throws IOException {
        Manifests manifests = Chart.named(folder, "everything").render();

        assertThat(Settings.of(manifests).bind(TRACES + ".export.otlp", OtlpTracingProperties.class).getEndpoint())
                .isEqualTo("https://traces.example.org:14318/v1/traces");
        assertThat(sampling(manifests)).isEqualTo(0.25f);
    }

    /// On the command line of Helm only whole numbers are numbers. Without a word the server decides.
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "0.005, 0.005", "'\"0.5\"', 0.5", "null, 0.1"})
    void eachPartOfTheTracesCanBeAskedFor(String written, float understood) throws IOException {
        String values = "{audiences: [a], tracing: {url: 'http://otel:4318/v1/traces', sampling: " + written + "}}";

        assertThat(sampling(Chart.with(folder, values).render())).isEqualTo(understood);
    }

    @Test
    void withoutACollectorNothingIsSaidOfTraces() throws IOException {
        assertThat(Chart.named(folder, "minimal").render().settings().keySet())
                .noneMatch(setting -> setting.startsWith(TRACES) || setting.startsWith("management.tracing"));
    }

    @Test
    void pagesThatMayConnectAreUnderstood() throws IOException {
        TransportProperties transport =
                Settings.of(Chart.named(folder, "everything").render())
                        .bind("commserver.transport", TransportProperties.class);

        assertThat(transport.allowedOrigins()).containsExactly("https://app.example.org", "https://*.example.net:8443");
        assertThat(transport.requireOrigin()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "HTTPS://App.Example.com",
                "https://*.example.co.uk",
                "http://localhost:3000",
                "http://[::1]:8080",
                "chrome-extension://abcdef"
            })
    void anOriginThatTheServerTakesTheChartTakes(String origin) throws IOException {
        Manifests manifests =
                Chart.with(folder, "{audiences: [a], origins: {allowed: ['%s']}}".formatted(origin)).render();

        assertThat(Settings.of(manifests).bind("commserver.transport", TransportProperties.class).allowedOrigins())
                .containsExactly(origin);
    }

    /// They would be read as settings: `COMMSERVER_REDIS_PORT`.
    @Test
    void servicesOfTheClusterBecomeNoVariables() throws IOException {
        assertThat(Chart.named(folder, "bundled").render().pod().at("/enableServiceLinks").asBoolean(true)).isFalse();
    }

    @Test
    void ownSettingsWin() throws IOException {
        assertThat(Chart.named(folder, "everything").render().settings())
                .containsEntry("commserver.limits.channels", "32")
                .containsEntry("commserver.limits.connections", "20000")
                .containsEntry("commserver.mailbox.age", "7d")
                .containsEntry("logging.level.one.commserver", "debug");
    }

    /// One fact, one place: the code's.
    @Test
    void valuesHaveTheDefaultsOfTheirProperties() throws IOException {
        Manifests manifests = Chart.named(folder, "minimal").render();

        assertThat(Settings.of(manifests).bind("commserver.drain", DrainProperties.class))
                .isEqualTo(Settings.none().bind("commserver.drain", DrainProperties.class));
        assertThat(Settings.of(manifests).bind("commserver.transport", TransportProperties.class))
                .isEqualTo(Settings.none().bind("commserver.transport", TransportProperties.class));
        for (String property : List.of("commserver.limits.connections", "commserver.relay.memory")) {
            assertThat(manifests.settings().get(property))
                    .as(property)
                    .isEqualTo(PROPERTIES.get(property).path("defaultValue").asString());
        }
    }

    @Test
    void defaultsOfRedisAreThoseOfItsProperties() throws IOException {
        Map<String, String> settings = Chart.named(folder, "bundled").render().settings();

        for (String property : List.of("commserver.redis.key-prefix", "commserver.redis.replicas")) {
            assertThat(settings.get(property)).isEqualTo(PROPERTIES.get(property).path("defaultValue").asString());
        }
    }

    @Test
    void asManyTracesAreSentAsTheServerWouldSend() throws IOException {
        String values = "{audiences: [a], tracing: {url: 'http://otel:4318/v1/traces'}}";

        assertThat(sampling(Chart.with(folder, values).render()))
                .isEqualTo(new TracingProperties().getSampling().getProbability());
    }

    private static float sampling(Manifests manifests) {
        return Settings.of(manifests)
                .bind("management.tracing", TracingProperties.class)
                .getSampling()
                .getProbability();
    }

    private RedisProperties redis(String values) throws IOException {
        return Settings.of(Chart.named(folder, values).render()).bind("commserver.redis", RedisProperties.class);
    }

    /// A property, an element of one that is a list, or something below one that is a map.
    private static boolean isKnown(String setting) {
        String name = setting.replaceAll("\\[\\d+]", "");
        if (PROPERTIES.containsKey(name)) {
            return true;
        }
        for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
            JsonNode above = PROPERTIES.get(name.substring(0, dot));
            if (above != null && above.path("type").asString().startsWith("java.util.Map")) {
                return true;
            }
        }
        return false;
    }

    private static String variable(String property) {
        return property.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
    }

    private static Map<String, JsonNode> properties() {
        var all = new TreeMap<String, JsonNode>();
        try {
            for (URL file : Collections.list(ConfigurationTest.class.getClassLoader().getResources(METADATA))) {
                try (InputStream metadata = file.openStream()) {
                    for (JsonNode property : JsonMapper.shared().readTree(metadata).path("properties")) {
                        all.put(property.path("name").asString(), property);
                    }
                }
            }
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
        // read before there is any metadata
        all.putIfAbsent("spring.config.additional-location", JsonMapper.shared().createObjectNode());
        return all;
    }
}
