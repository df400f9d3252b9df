package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A Chromium that nobody sees, with a profile of its own that goes with it. It is the one that the machine has, beside
/// its `chromedriver`; none is ever fetched.
final class Browser implements AutoCloseable {

    private static final String[] QUIETLY = {
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--force-color-profile=srgb",
    };

    private final ChromeDriver driver;
    private final Path reports = Path.of("target", "reports");

    /// What a page has complained of so far: reading it forgets it.
    private final List<String> complaints = new ArrayList<>();

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /// Why there is none; empty if there is.
    static Optional<String> missing() {
        return program("chromium").isPresent() && program("chromedriver").isPresent()
                ? Optional.empty()
                : Optional.of("there is no chromium with its chromedriver on the PATH");
    }

    /// @param profile an empty directory
    static Browser start(Path profile) {
        var options = new ChromeOptions();
        options.setBinary(program("chromium").orElseThrow().toFile());
        options.addArguments(QUIETLY);
        options.addArguments("--user-data-dir=" + profile.toAbsolutePath());
        options.setCapability("goog:loggingPrefs", Map.of(LogType.BROWSER, "ALL"));
        var service =
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(program("chromedriver").orElseThrow().toFile())
                        .usingAnyFreePort()
                        .build();
        return new Browser(new ChromeDriver(service, options));
    }

    private static Optional<Path> program(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// @param login name and password, as the browser would ask for them
    void open(URI page, String login) {
        driver.get("http://" + login + "@" + page.getAuthority() + page.getPath());
    }

    /// A window of that size, as a phone has or a desk.
    void size(int width, int height, boolean phone) {
        command(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", phone));
    }

    /// @param scheme `light` or `dark`
    void prefer(String scheme) {
        command(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    WebElement find(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    /// What people read there.
    String text(String selector) {
        return String.valueOf(evaluate("document.querySelector('" + selector + "').textContent"));
    }

    /// What an expression of the page comes to.
    Object evaluate(String expression) {
        return driver.executeScript("return " + expression);
    }

    long number(String expression) {
        return ((Number) evaluate(expression)).longValue();
    }

    void execute(String script) {
        driver.executeScript(script);
    }

    /// What the page has complained of and it isn't known why it may.
    List<String> complaints(String... known) {
        for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
            complaints.add(entry.getLevel() + " " + entry.getMessage());
        }
        return complaints.stream().filter(each -> Stream.of(known).noneMatch(each::contains)).toList();
    }

    /// Of what has been asked for on purpose.
    void forgetComplaints() {
        var _ = complaints();
        complaints.clear();
    }

    /// Writes what is seen, and a report of it.
    ///
    /// @param file replaced if it is to be kept
    void picture(String name, Optional<Path> file) {
        Object data = command("Page.captureScreenshot", Map.of("format", "png")).get("data");
        byte[] png = Base64.getDecoder().decode(String.valueOf(data));
        assertThat(png).hasSizeGreaterThan(10_000);
        try {
            Files.createDirectories(reports);
            Files.write(reports.resolve(name), png);
            if (file.isPresent()) {
                Files.write(file.get(), png);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Map<String, Object> command(String name, Map<String, Object> parameters) {
        return driver.executeCdpCommand(name, parameters);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
