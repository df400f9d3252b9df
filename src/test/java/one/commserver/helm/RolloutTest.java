package one.commserver.helm;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.drain.DrainProperties;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Nodes come and go in an order in which no client is left alone.
class RolloutTest {

    /// A second for the sockets that are cut, and two for each phase that stops behind the drain.
    private static final Duration BEHIND_THE_DRAIN = Duration.ofSeconds(5);

    /// Two seconds to send what is left, and two until what is under way is given up.
    private static final Duration LAST_TRACES = Duration.ofSeconds(4);

    private static final String COLLECTOR = "management.opentelemetry.tracing.export.otlp.endpoint";

    @TempDir private Path folder;

    static List<Path> valueFiles() throws IOException {
        return Chart.valueFiles();
    }

    @ParameterizedTest
    @MethodSource("valueFiles")
    void theGracePeriodIsLongEnoughForTheDrain(Path values) throws IOException {
        Manifests manifests = Chart.with(folder, values).render();
        DrainProperties drain = Settings.of(manifests).bind("commserver.drain", DrainProperties.class);
        int sleep = manifests.container().at("/lifecycle/preStop/sleep/seconds").asInt(0);
        Duration grace = Duration.ofSeconds(manifests.pod().at("/terminationGracePeriodSeconds").asInt());

        assertThat(drain.limit()).isGreaterThanOrEqualTo(drain.notice().plus(drain.window()).plus(drain.leeway()));
        Duration traces = manifests.settings().containsKey(COLLECTOR) ? LAST_TRACES : Duration.ZERO;
        assertThat(grace)
                .isGreaterThanOrEqualTo(
                        Duration.ofSeconds(sleep).plus(drain.limit()).plus(BEHIND_THE_DRAIN).plus(traces));
    }

    @Test
    void theDefaultsFitKubernetesOwnGracePeriod() throws IOException {
        assertThat(Chart.named(folder, "minimal").render().pod().at("/terminationGracePeriodSeconds").asInt())
                .isEqualTo(30);
    }

    @Test
    void sleepIsPartOfTheGracePeriod() throws IOException {
        JsonNode pod = Chart.named(folder, "everything").render().pod();

        assertThat(pod.at("/containers/0/lifecycle/preStop/sleep/seconds").asInt()).isEqualTo(15);
        assertThat(pod.at("/terminationGracePeriodSeconds").asInt()).isEqualTo(15 + 90 + 10 + 4);
    }

    /// The margin is the operator's; what a dead collector takes comes on top of it.
    @Test
    void whoSendsTracesGetsTimeForTheLastOnes() throws IOException {
        String values = "{audiences: [a], tracing: {url: 'http://otel:4318/v1/traces'}}";

        assertThat(Chart.with(folder, values).render().pod().at("/terminationGracePeriodSeconds").asInt())
                .isEqualTo(34);
    }

    /// Who isn't ready hears of it before the door is shut, or clients are sent there in vain.
    @Test
    void readinessIsAskedOftenEnough() throws IOException {
        Manifests manifests = Chart.named(folder, "minimal").render();
        JsonNode probe = manifests.container().path("readinessProbe");
        DrainProperties drain = Settings.of(manifests).bind("commserver.drain", DrainProperties.class);

        assertThat(
                        Duration.ofSeconds(probe.path("periodSeconds").asInt())
                                .multipliedBy(probe.path("failureThreshold").asInt()))
                .isLessThan(drain.notice());
    }

    @Test
    void nodesThatShareARedisAreReplacedOneAfterAnother() throws IOException {
        JsonNode strategy = Chart.named(folder, "bundled").render().nodes().at("/spec/strategy");

        assertThat(strategy.path("type").asString()).isEqualTo("RollingUpdate");
        assertThat(strategy.at("/rollingUpdate/maxUnavailable").asInt(-1)).isZero();
    }

    /// A node that is ready is no reason for the next one to go as long as the one before may drain.
    @ParameterizedTest
    @ValueSource(strings = {"bundled", "everything"})
    void neverDoTwoNodesDrainAtOnce(String values) throws IOException {
        Manifests manifests = Chart.named(folder, values).render();
        DrainProperties drain = Settings.of(manifests).bind("commserver.drain", DrainProperties.class);
        int sleep = manifests.container().at("/lifecycle/preStop/sleep/seconds").asInt(0);
        JsonNode spec = manifests.nodes().path("spec");
        Duration between = Duration.ofSeconds(spec.path("minReadySeconds").asInt());

        assertThat(between).isGreaterThanOrEqualTo(drain.limit().plusSeconds(sleep));
        assertThat(Duration.ofSeconds(spec.path("progressDeadlineSeconds").asInt()))
                .isGreaterThan(between.plusSeconds(spec.at("/template/spec/terminationGracePeriodSeconds").asInt()));
        assertThat(
                        manifests
                                .ofKind("HorizontalPodAutoscaler")
                                .map(each -> each.at("/spec/behavior/scaleDown/policies/0/periodSeconds").asInt()))
                .allMatch(seconds -> seconds >= drain.limit().plusSeconds(sleep).toSeconds());
    }

    @Test
    void aNodeWithoutRedisGoesBeforeTheNextOneComes() throws IOException {
        assertThat(Chart.named(folder, "minimal").render().nodes().at("/spec/strategy/type").asString())
                .isEqualTo("Recreate");
    }

    @Test
    void aChangedSettingReplacesThePods() throws IOException {
        String one = checksum(Chart.with(folder.resolve("one"), "{audiences: [a]}"));
        String other = checksum(Chart.with(folder.resolve("other"), "{audiences: [b]}"));

        String options = checksum(Chart.with(folder.resolve("options"), "{audiences: [a], javaOptions: [-Xlog:gc]}"));

        assertThat(one).hasSize(64).isNotEqualTo(other).isNotEqualTo(options);
    }

    /// A node that is restarted because Redis is away helps nobody.
    @ParameterizedTest
    @MethodSource("valueFiles")
    void livenessAsksForNothingElseThanTheProcess(Path values) throws IOException {
        JsonNode container = Chart.with(folder, values).render().container();

        assertThat(container.at("/livenessProbe/httpGet/path").asString()).isEqualTo("/actuator/health/liveness");
        assertThat(container.at("/readinessProbe/httpGet/path").asString()).isEqualTo("/actuator/health/readiness");
        assertThat(container.at("/livenessProbe/httpGet/port").asString()).isEqualTo("management");
    }

    private static String checksum(Chart chart) {
        return chart.render().nodes().at("/spec/template/metadata/annotations").path("checksum/config").asString();
    }
}
