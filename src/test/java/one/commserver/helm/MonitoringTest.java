package one.commserver.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Alerts and plots look at series that there are, and whoever is woken finds what to do.
class MonitoringTest {

    private static final Path RUNBOOKS = Path.of("docs", "operations.md");

    /// Where series stand in between words.
    private static final List<Path> PAGES =
            List.of(
                    RUNBOOKS,
                    Path.of("docs", "management.md"),
                    Path.of("docs", "configuration.md"),
                    Path.of("docs", "redis.md"),
                    Chart.SOURCE.resolve("README.md"),
                    Chart.SOURCE.resolve("templates").resolve("NOTES.txt"));

    private static final Pattern SERIES =
            Pattern.compile("\\b((?:commserver|jvm|process|system)_\\w+)(?:\\{([^}]*)})?");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=~?\"([^\"]*)\"");
    private static final Pattern GROUPED = Pattern.compile("by \\(([^)]*)\\)");
    private static final Set<String> LABELS_OF_KUBERNETES = Set.of("namespace", "service", "pod");

    /// With numbers that stand nowhere else.
    private static final String VALUES =
            """
            audiences: [a]
            connectionLimit: 12345
            relayMemoryMegabytes: 77
            cpus: 3
            serviceMonitor: {enabled: true}
            prometheusRule: {enabled: true}
            networkPolicy: {managementFrom: [{podSelector: {}}]}
            """;

    @TempDir private Path folder;

    private Map<String, Map<String, Set<String>>> series;
    private Manifests manifests;
    private List<JsonNode> rules;

    @BeforeEach
    void readTheRules() throws IOException {
        series = new TreeMap<>(Series.ours());
        series.putAll(ofTheProcess());
        manifests = Chart.with(folder, VALUES).render();
        rules =
                manifests
                        .ofKind("PrometheusRule")
                        .flatMap(rule -> rule.at("/spec/groups").valueStream())
                        .flatMap(group -> group.path("rules").valueStream())
                        .toList();
        rules.stream()
                .filter(rule -> rule.has("record"))
                .forEach(rule -> series.put(rule.path("record").asString(), Map.of()));
    }

    @Test
    void alertsLookAtSeriesThatThereAre() {
        assertThat(rules).isNotEmpty().allSatisfy(rule -> assertKnown(rule.path("expr").asString()));
    }

    @Test
    void plotsLookAtSeriesThatThereAre() throws IOException {
        assertThat(plots()).hasSizeGreaterThan(20).allSatisfy(this::assertKnown);
    }

    /// Whoever reads a runbook types them in at night.
    @Test
    void pagesForOperatorsNameSeriesThatThereAre() throws IOException {
        String runbooks = Files.readString(RUNBOOKS);

        assertThat(SERIES.matcher(runbooks.substring(runbooks.indexOf("## Alerts"))).results()).isNotEmpty();
        for (Path page : PAGES) {
            assertThat(unknown(Files.readString(page))).as(page.toString()).isEmpty();
        }
        assertThat(unknown(runbooks.replace("commserver_bus_alive", "commserver_bus_lives")))
                .containsExactly("commserver_bus_lives");
    }

    @Test
    void aSeriesThatThereIsNotIsNoticed() {
        assertThat(unknown("rate(commserver_connection_opened[5m])")).isNotEmpty();
        assertThat(unknown("commserver_connection_open{kind=\"data\"}")).isNotEmpty();
        assertThat(unknown("commserver_connection_errors_total{category=\"authentication\"}")).isNotEmpty();
        assertThat(unknown("sum by (reason) (commserver_connection_open)")).isNotEmpty();
        assertThat(unknown("commserver_mailbox_puts_refused_total{reason=\"closed_channel\"}")).isNotEmpty();
        assertThat(unknown("sum by (le) (commserver_connection_lifetime_seconds_bucket)")).isNotEmpty();
        assertThat(unknown("sum by (state) (commserver_connection_open{state=\"active\"})")).isEmpty();
    }

    /// Each series that a rule looks at is this release's own, as its ServiceMonitor labels it.
    @Test
    void alertsLookAtThisReleaseOnly() {
        String service = Manifests.name(manifests.the("Service", "-management"));
        String own = "{namespace=\"" + Chart.NAMESPACE + "\",service=\"" + service + "\"";

        assertThat(rules)
                .allSatisfy(rule -> {
                    String expression = rule.path("expr").asString();
                    assertThat(Pattern.compile("\\{[^}]*}").matcher(expression).results().map(MatchResult::group))
                            .as(expression)
                            .isNotEmpty()
                            .allMatch(selector -> selector.equals(own + "}") || selector.startsWith(own + ","));
                });
        assertThat(alerts())
                .allSatisfy(alert -> {
                    assertThat(alert.at("/labels/namespace").asString()).isEqualTo(Chart.NAMESPACE);
                    assertThat(alert.at("/labels/service").asString()).isEqualTo(service);
                });
    }

    @Test
    void alertsAndServerGoByTheSameLimits() {
        Map<String, String> settings = manifests.settings();

        assertThat(settings)
                .containsEntry("commserver.limits.connections", "12345")
                .containsEntry("commserver.relay.memory", "77MB");
        assertThat(alert("CommServerFull")).contains(">= 0.98 * 12345");
        assertThat(alert("CommServerNearlyFull")).contains("> 0.85 * 12345");
        assertThat(alert("CommServerRelayMemory")).contains("> 0.85 * " + 77 * 1024 * 1024);
        assertThat(alert("CommServerBusy")).contains("> 0.85 * 3");
        assertThat(manifests.javaOptions()).contains("-XX:ActiveProcessorCount=3");
        assertThat(manifests.container().at("/resources/requests/cpu").asString()).isEqualTo("3");
    }

    /// Grafana keeps dashboards by their uid, and puts the files of all ConfigMaps into one folder.
    @Test
    void twoReleasesHaveTwoDashboards() throws IOException {
        Chart chart = Chart.with(folder.resolve("boards"), "{audiences: [a], dashboard: {enabled: true}}");
        List<Map.Entry<String, JsonNode>> boards =
                Stream.of("one", "other")
                        .map(release -> chart.render(release).the("ConfigMap", "-dashboard").path("data"))
                        .flatMap(data -> data.properties().stream())
                        .toList();

        assertThat(boards.stream().map(Map.Entry::getKey)).hasSize(2).doesNotHaveDuplicates();
        assertThat(boards.stream().map(board -> JsonMapper.shared().readTree(board.getValue().asString())))
                .extracting(board -> board.path("uid").asString())
                .allMatch(uid -> uid.matches("commserver-[0-9a-f]{12}"))
                .doesNotHaveDuplicates();
    }

    @Test
    void eachAlertHasARunbookAndEachRunbookAnAlert() throws IOException {
        List<String> runbooks =
                Pattern.compile("^### (CommServer\\w+)$", Pattern.MULTILINE)
                        .matcher(Files.readString(RUNBOOKS))
                        .results()
                        .map(found -> found.group(1))
                        .toList();

        assertThat(alerts().map(alert -> alert.path("alert").asString())).containsExactlyElementsOf(runbooks);
    }

    @Test
    void eachRunbookTellsWhatItMeansHowToSeeItAndWhatToDo() throws IOException {
        String[] sections = Files.readString(RUNBOOKS).split("\n### ", -1);

        assertThat(List.of(sections).subList(1, sections.length))
                .isNotEmpty()
                .allSatisfy(section -> assertThat(section).containsSubsequence("\n*Means*: ", "\n*See*: ", "\n*Do*: "));
    }

    @Test
    void eachAlertLinksToItsRunbook() {
        assertThat(alerts())
                .allSatisfy(alert -> {
                    String name = alert.path("alert").asString();
                    assertThat(alert.at("/annotations/runbook_url").asString())
                            .isEqualTo("docs/operations.md#" + name.toLowerCase(Locale.ROOT));
                    assertThat(alert.at("/annotations/summary").asString()).isNotEmpty();
                    assertThat(alert.at("/labels/severity").asString()).isIn("critical", "warning");
                });
    }

    /// Plots that a runbook names are there.
    @Test
    void runbooksNamePlotsThatThereAre() throws IOException {
        String alerts = Files.readString(RUNBOOKS);
        alerts = alerts.substring(alerts.indexOf("## Alerts"));
        Set<String> titles = panels().map(panel -> panel.path("title").asString()).collect(Collectors.toSet());
        Set<String> words = Set.of("Means", "See", "Do");

        assertThat(
                        Pattern.compile("(?<!\\*)\\*([A-Z][^*\n]+)\\*(?!\\*)")
                                .matcher(alerts)
                                .results()
                                .map(found -> found.group(1)))
                .filteredOn(name -> !words.contains(name))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(titles).anyMatch(title -> title.startsWith(name)));
    }

    @Test
    void alertsThatAreNotWantedAreLeftOut() throws IOException {
        Manifests manifests = Chart.named(folder.resolve("all"), "everything").render();

        assertThat(manifests.ofKind("PrometheusRule").findFirst().orElseThrow().toString())
                .contains("CommServerFull", "https://wiki.example.org/commserver/operations#commserverfull")
                .doesNotContain("CommServerDrained");
    }

    @Test
    void plotsHaveNumbersAndPlacesOfTheirOwn() throws IOException {
        List<JsonNode> panels = panels().toList();

        assertThat(panels.stream().map(panel -> panel.path("id").asInt())).doesNotHaveDuplicates();
        assertThat(
                        panels.stream()
                                .map(panel -> panel.path("gridPos").path("x") + "," + panel.path("gridPos").path("y")))
                .doesNotHaveDuplicates();
    }

    private String alert(String name) {
        return alerts().filter(alert -> alert.path("alert").asString().equals(name))
                .map(alert -> alert.path("expr").asString())
                .findFirst()
                .orElseThrow();
    }

    private Stream<JsonNode> alerts() {
        return rules.stream().filter(rule -> rule.has("alert"));
    }

    private static Stream<JsonNode> panels() throws IOException {
        return JsonMapper.shared()
                .readTree(Files.readString(Chart.SOURCE.resolve("dashboards").resolve("commserver.json")))
                .path("panels")
                .valueStream();
    }

    private static List<String> plots() throws IOException {
        return panels().flatMap(panel -> panel.path("targets").valueStream())
                .map(target -> target.path("expr").asString())
                .toList();
    }

    private void assertKnown(String expression) {
        assertThat(SERIES.matcher(expression).find() || expression.contains("up{")).as(expression).isTrue();
        assertThat(unknown(expression)).as(expression).isEmpty();
    }

    /// What an expression asks for and there isn't.
    private List<String> unknown(String expression) {
        List<String> unknown = new ArrayList<>();
        Set<String> labels = new HashSet<>(LABELS_OF_KUBERNETES);
        // what Grafana puts in for itself is no series
        String query = expression.replace("$__rate_interval", "1m");
        for (MatchResult found : SERIES.matcher(query).results().toList()) {
            Map<String, Set<String>> own = series.get(found.group(1));
            if (own == null) {
                unknown.add(found.group(1));
                continue;
            }
            labels.addAll(own.keySet());
            if (found.group(2) != null) {
                unknownLabels(found.group(2), own, unknown);
            }
        }
        GROUPED.matcher(query)
                .results()
                .flatMap(by -> Stream.of(by.group(1).split(", ")))
                .filter(label -> !labels.contains(label))
                .forEach(unknown::add);
        return unknown;
    }

    private static void unknownLabels(String selector, Map<String, Set<String>> own, List<String> unknown) {
        for (MatchResult label : LABEL.matcher(selector).results().toList()) {
            String name = label.group(1);
            if (LABELS_OF_KUBERNETES.contains(name)) {
                continue;
            }
            Set<String> words = own.get(name);
            if (words == null || (!words.isEmpty() && !words.contains(label.group(2)))) {
                unknown.add(label.group());
            }
        }
    }

    /// The platform's, from what is bound to a registry where the server has them.
    private static Map<String, Map<String, Set<String>>> ofTheProcess() {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (var collections = new JvmGcMetrics()) {
            new JvmMemoryMetrics().bindTo(registry);
            collections.bindTo(registry);
            new ProcessorMetrics().bindTo(registry);
            new FileDescriptorMetrics().bindTo(registry);
            new UptimeMetrics().bindTo(registry);
            var series = new TreeMap<String, Map<String, Set<String>>>();
            // one that has a meter only behind the first pause
            List.of("_count", "_sum", "_max")
                    .forEach(end ->
                            series.put("jvm_gc_pause_seconds" + end, anything(Stream.of("action", "cause", "gc"))));
            registry.scrape()
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Pattern.compile("^(\\w+)(?:\\{([^}]*)})?.*")::matcher)
                    .filter(line -> line.matches())
                    .forEach(line ->
                            series.put(
                                    line.group(1),
                                    line.group(2) == null
                                            ? Map.of()
                                            : anything(
                                                    LABEL.matcher(line.group(2))
                                                            .results()
                                                            .map(label -> label.group(1)))));
            return series;
        }
    }

    /// Labels that can have any word.
    private static Map<String, Set<String>> anything(Stream<String> labels) {
        return labels.collect(Collectors.toMap(label -> label, label -> Set.of()));
    }
}
