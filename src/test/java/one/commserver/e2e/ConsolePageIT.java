package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import one.commserver.testing.ServerProcess;

import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebDriverException;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The console as people see it: a real server with real clients, in a real browser. Skipped where there is none. With
/// `-Ddocs.write=true` the pictures of the documentation are those that it has taken.
class ConsolePageIT {

    private static final String LOGIN = "viewer:looks";

    @TempDir private static Path profile;

    private static Management node;
    private static Bustle bustle;
    private static Browser browser;
    private static ConsolePage page;

    @BeforeAll
    static void start() {
        assumeTrue(Browser.missing().isEmpty(), () -> Browser.missing().orElse(""));
        node =
                Management.start(
                        "commserver.health.heartbeat-interval=1s",
                        "commserver.handshake.first-frame-timeout=10m",
                        "commserver.handshake.timeout=10m");
        bustle = new Bustle(node.clients());
        browser = Browser.start(profile);
        page = new ConsolePage(browser);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (bustle != null) {
            bustle.close();
        }
        if (node != null) {
            node.close();
        }
    }

    @BeforeEach
    void open() {
        browser.size(1360, 1000, false);
        browser.prefer("light");
        open(node);
    }

    /// But that the node was busy with what the page before it had asked.
    @AfterEach
    void thePageHasNothingToComplainOf() {
        try {
            assertThat(browser.complaints("status of 429")).isEmpty();
        } finally {
            browser.forgetComplaints();
        }
    }

    @Test
    void numbersAndPlotsAppearAndMove() {
        seen(() -> {
            assertThat(browser.text("#live")).isEqualTo("Live");
            assertThat(browser.text("#readiness")).isEqualTo("Ready");
            assertThat(browser.text("#node")).startsWith("node-");
            assertThat(browser.text("#tile-open")).isEqualTo(bustle.open() + " of 10,000");
            assertThat(browser.text("#tile-messages")).matches("[1-9][\\d,.]* /s");
            assertThat(browser.text("#tile-bytes")).matches("[\\d.]+ Mbps");
            assertThat(browser.text("#tile-roundtrip")).matches("[\\d.]+ ms");
        });
        seen(() -> {
            for (String plot : new String[] {"connections", "messages", "bytes", "roundtrips"}) {
                assertThat(page.drawn("plot-" + plot)).as(plot).isGreaterThan(200);
            }
        });
        String label = browser.find("#plot-messages").getDomAttribute("aria-label");
        seen(() -> assertThat(browser.find("#plot-messages").getDomAttribute("aria-label")).isNotEqualTo(label));
        assertThat(browser.text("#states")).contains("active", "connected");
        assertThat(browser.text("#kinds")).contains("data12", "control3", "none1");
        assertThat(browser.all("#talkers li")).hasSize(8);
        assertThat(browser.text("#errors")).doesNotContain("None");
        assertThat(browser.text("#reasons")).contains("unknown dialect", "lost", "normal");
        assertThat(browser.all("#ends li").size()).isGreaterThanOrEqualTo(5);
        seen(() -> assertThat(browser.text("#nodes")).contains("this one", "ready"));
        seen(() -> assertThat(browser.text("#resources")).contains("Heap"));
        seen(() -> assertThat(browser.all("#connections tbody tr")).hasSize(bustle.open()));
    }

    @Test
    void aLongerPastIsReadFromTheNode() {
        seen(() -> assertThat(browser.text("#live")).isEqualTo("Live"));

        browser.find("button[data-range='15m']").click();

        seen(() -> {
            assertThat(browser.text("#legend-messages")).isEqualTo("in and out");
            assertThat(browser.find("#plot-messages").getDomAttribute("aria-label")).doesNotContain(" 0 points");
        });
        assertThat(browser.find("button[data-range='15m']").getDomAttribute("aria-pressed")).isEqualTo("true");
    }

    @Test
    void timesBelowAPlotAreRoundAndEquallyFarFromEachOther() {
        seen(() -> {
            assertThat(page.points("connections")).isGreaterThan(7);
            assertThat(page.times()).hasSizeBetween(2, 6);
        });

        List<Long> times = page.times();
        long step = times.get(1) - times.get(0);
        assertThat(List.of(1L, 2L, 5L, 10L)).contains(step);
        for (int i = 0; i < times.size(); i++) {
            assertThat(times.get(i)).isEqualTo(times.getFirst() + i * step);
            assertThat(times.get(i) % step).isZero();
        }
    }

    @Test
    void itIsLightOrDarkAsTheViewerLikes() {
        long points = 12;
        seen(() -> assertThat(page.points("connections")).isGreaterThan(points));
        seen(() -> assertThat(browser.text("#resources")).contains("Heap"));
        seen(() -> assertThat(browser.text("#nodes")).contains("ready"));
        // no card is cut
        browser.size(
                1360,
                (int) browser.number("document.querySelector('#nodes').getBoundingClientRect().bottom") + 28,
                false);
        assertThat(page.background()).isEqualTo("rgb(243, 245, 249)");
        assertThat(page.barColour()).isEqualTo("#2f6bff");
        browser.picture("console-light.png", kept("console-light.png"));

        browser.prefer("dark");

        seen(() -> assertThat(page.background()).isEqualTo("rgb(11, 15, 21)"));
        seen(() -> assertThat(page.barColour()).isEqualTo("#6f9bff"));
        browser.picture("console-dark.png", kept("console-dark.png"));
    }

    @Test
    void itFitsAPhone() {
        browser.size(390, 844, true);
        open(node);
        seen(() -> assertThat(browser.text("#tile-messages")).contains("/s"));
        seen(() -> assertThat(browser.all("#connections tbody tr")).isNotEmpty());

        assertThat(browser.number("innerWidth")).isEqualTo(390);
        assertThat(browser.number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(390);
        assertThat(browser.number("document.querySelector('#plot-bytes').clientWidth")).isGreaterThan(280);
        browser.picture("console-phone.png", Optional.empty());
    }

    @Test
    void aConnectionIsShownByKeyboard() {
        seen(() -> assertThat(browser.all("#connections tbody button")).isNotEmpty());
        // the table is made anew again and again, and its order changes
        Object id =
                browser.evaluate(
                        "(() => { const first = document.querySelector('#connections tbody button');"
                                + " first.focus(); return first.textContent; })()");

        seen(() -> browser.find("#connections tbody button[data-key='" + id + "']").sendKeys(Keys.ENTER));

        seen(() -> {
            assertThat(browser.evaluate("document.querySelector('#detail').open")).isEqualTo(true);
            assertThat(browser.text("#detail-title")).isEqualTo("Connection " + id);
            assertThat(browser.text("#detail-body"))
                    .contains("ed25519:", "Plugins")
                    .containsSubsequence("Time in each state", "connecting", "connected", "authenticating", "active");
        });
        browser.picture("console-detail.png", Optional.empty());
        browser.find("#detail-close").sendKeys(Keys.ESCAPE);
        seen(() -> assertThat(browser.evaluate("document.querySelector('#detail').open")).isEqualTo(false));
    }

    @Test
    void theTableIsFilteredAndSorted() {
        seen(() -> assertThat(browser.all("#connections tbody tr")).hasSize(bustle.open()));

        browser.execute(
                "const kind = document.querySelector('#filters').elements.kind; kind.value = 'control';"
                        + " kind.dispatchEvent(new Event('input', {bubbles: true}))");
        seen(() -> assertThat(browser.all("#connections tbody tr")).hasSize(3));
        browser.find("#connections thead th:nth-child(8) button").click();

        seen(() ->
                assertThat(browser.find("#connections thead th:nth-child(8)").getDomAttribute("aria-sort"))
                        .isEqualTo("descending"));
        assertThat(browser.text("#page")).isEqualTo("1–3 of 3");
    }

    @Test
    void anIdentityIsExplained() {
        browser.find("#explain-identity").sendKeys(bustle.somebody() + Keys.ENTER);

        seen(() -> {
            assertThat(browser.all("#verdict .verdict li")).isNotEmpty();
            assertThat(browser.text("#verdict .verdict")).contains("Connected");
            assertThat(browser.text("#verdict .tree")).contains("slots (1)", "pairings", "queued bytes");
        });
    }

    /// What stands in an answer is text, whatever it looks like.
    @Test
    void anExplanationIsReadWithoutKnowingItsParts() {
        page.answers(
                "/explain/",
                "({verdict: ['It is here.', '<img src=x>'],"
                        + " registry: {slots: [{kind: 'data', leaseRemainingMs: 7}], nothing: null}})");
        browser.find("#explain-identity").sendKeys("ed25519:AbCdEfGh" + Keys.ENTER);

        seen(() -> {
            assertThat(browser.all("#verdict .verdict li")).hasSize(2);
            assertThat(browser.text("#verdict .verdict")).contains("It is here.", "<img src=x>");
            assertThat(browser.text("#verdict .tree")).contains("registry", "slots (1)", "lease remaining ms7");
        });
        assertThat(browser.all("#verdict img")).isEmpty();
    }

    @Test
    void nodesAreListedWithTheirLeases() {
        page.answers(
                "/actuator/nodes",
                "({asked: 'node-a', nodes: ["
                        + "{node: 'node-a', leaseRemainingMs: 4200, ready: true, draining: false, connections: 3,"
                        + " startedAt: '2026-01-01T00:00:00Z', silent: false},"
                        + "{node: 'node-b', leaseRemainingMs: 100, ready: null, draining: null, connections: null,"
                        + " startedAt: null, silent: true}]})");
        browser.execute("document.dispatchEvent(new Event('visibilitychange'))");

        seen(() -> assertThat(browser.all("#nodes tbody tr")).hasSize(2));
        assertThat(browser.text("#nodes")).contains("node-athis one", "ready", "4.2 s", "node-b", "silent");
    }

    @Test
    void nodesThatAreNotKnownAnyMoreAreNotShownAsReady() {
        seen(() -> assertThat(browser.text("#nodes")).contains("this one", "ready"));
        assertThat(browser.text("#nodes-title")).isEqualTo("Nodes");

        page.answers("/actuator/nodes", 503, "({error: 'away'})");
        browser.execute("document.dispatchEvent(new Event('visibilitychange'))");

        seen(() -> assertThat(browser.text("#nodes-title")).matches("(?s)Nodes\\s*stale since [\\d:]{8} \\(.+\\)"));
        assertThat(browser.text("#nodes")).contains("this one");

        page.answers("/actuator/nodes", 200, "({asked: 'node-a', nodes: [], unavailable: true})");
        browser.execute("document.dispatchEvent(new Event('visibilitychange'))");

        seen(() -> assertThat(browser.text("#nodes")).contains("which others live isn’t known"));
        assertThat(browser.text("#nodes-title")).isEqualTo("Nodes");
    }

    @Test
    void pointsStayWhenTheNodeDoesNotTell() {
        browser.find("button[data-range='15m']").click();
        seen(() -> {
            assertThat(browser.text("#legend-messages")).isEqualTo("in and out");
            assertThat(page.points("messages")).isPositive();
        });

        page.answers("/actuator/trends/", 500, "({})");
        browser.find("button[data-range='15m']").click();

        seen(() -> assertThat(browser.text("#plots-title")).contains("stale since"));
        assertThat(page.points("messages")).isPositive();
        browser.find("button[data-range='live']").click();
        seen(() -> assertThat(browser.text("#plots-title")).isEqualTo("Over time"));
    }

    @Test
    void aBusyNodeIsAskedAgainAndNobodyAsksItTwice() {
        browser.execute(
                "let asked = 0; const fetched = window.fetch;"
                        + " const toldTo = new Promise((tell) => { window.tell = tell; });"
                        + " window.fetch = (url, how) => {"
                        + " if (!String(url).includes('/explain/')) { return fetched(url, how); }"
                        + " const found = ++asked > 1;"
                        + " const body = JSON.stringify(found ? {verdict: ['Found at last.']} : {error: 'busy'});"
                        + " const answer = new Response(body, {status: found ? 200 : 429});"
                        + " return found ? toldTo.then(() => answer) : Promise.resolve(answer); }");
        browser.find("#explain-identity").sendKeys("ed25519:AbCdEfGh" + Keys.ENTER);

        assertThat(browser.evaluate("document.querySelector('#explain button').disabled")).isEqualTo(true);
        browser.execute("window.tell()");
        seen(() -> assertThat(browser.text("#verdict")).contains("Found at last."));
        assertThat(browser.evaluate("document.querySelector('#explain button').disabled")).isEqualTo(false);
    }

    /// A page that shows old numbers as if they were new would be worse than none.
    @Test
    void itSaysThatItCannotShowWhatItIsToldAndLoadsItselfAnewWhenThereIsAnother() {
        seen(() -> assertThat(browser.text("#live")).isEqualTo("Live"));
        browser.execute(
                "window.EventSource = class { constructor() { window.told = this; } close() {} };"
                        + " document.dispatchEvent(new Event('visibilitychange'))");

        browser.execute("window.told.onmessage({data: '{}'})");

        assertThat(browser.text("#live")).contains("Not live since", "can’t show what the node tells");
        browser.forgetComplaints();
        browser.execute("window.told.onmessage({data: '{\"version\": \"another\"}'})");
        seen(() -> {
            assertThat(browser.evaluate("typeof window.told")).isEqualTo("undefined");
            assertThat(browser.text("#live")).isEqualTo("Live");
        });
    }

    @Test
    void itSaysThatTheStreamIsBrokenAndComesBack() throws Exception {
        String port = "management.server.port=" + ServerProcess.freePort();
        Management first = Management.start(port);
        try {
            open(first);
            seen(() -> assertThat(browser.text("#live")).isEqualTo("Live"));
        } finally {
            first.close();
        }
        seen(() -> assertThat(browser.text("#live")).startsWith("Not live since "));
        String name = browser.text("#node");

        try (var _ = Management.start(port)) {
            seen(() -> {
                assertThat(browser.text("#live")).isEqualTo("Live");
                assertThat(browser.text("#node")).isNotEqualTo(name);
            });
            assertThat(browser.complaints("Failed to load resource")).isEmpty();
            open(node);
        }
        browser.forgetComplaints();
    }

    /// What stands in the page may be replaced while it is looked at, and so may the page.
    private static void seen(ThrowingRunnable condition) {
        await().atMost(RawClient.DEADLINE.multipliedBy(2))
                .ignoreExceptionsInstanceOf(WebDriverException.class)
                .untilAsserted(condition);
    }

    private static void open(Management at) {
        browser.open(URI.create(at.page("/console/").build().uri().toString()), LOGIN);
    }

    private static Optional<Path> kept(String name) {
        return Boolean.getBoolean("docs.write") ? Optional.of(Path.of("docs", name)) : Optional.empty();
    }
}
