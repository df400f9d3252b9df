package one.commserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Each attack of `docs/security.md` and `SECURITY.md` is played by a test that exists.
class SecurityPageTest {

    private static final Path TESTS = Path.of("src", "test", "java");
    private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT))\\.(\\w+)`");

    @ParameterizedTest
    @ValueSource(strings = {"docs/security.md", "SECURITY.md"})
    void eachTestThatThePageNamesExists(Path page) throws IOException {
        Map<String, String> sources = sources();
        List<String> missing =
                NAMED.matcher(Files.readString(page))
                        .results()
                        .filter(named -> !exists(sources.get(named.group(1)), named.group(2)))
                        .map(named -> named.group(1) + "." + named.group(2))
                        .toList();

        assertThat(missing).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/security.md", "SECURITY.md"})
    void eachAttackNamesATest(Path page) throws IOException {
        List<String> rows =
                Files.readAllLines(page).stream()
                        .filter(line -> line.startsWith("|"))
                        .filter(line -> !line.startsWith("| ---") && !line.startsWith("| an active server"))
                        .filter(line -> !line.startsWith("| who wants to") && !line.startsWith("| a client who"))
                        .filter(line -> !line.startsWith("| a server that") && !line.startsWith("| what fails"))
                        .toList();

        assertThat(rows).isNotEmpty().allMatch(row -> NAMED.matcher(row).find());
    }

    private static boolean exists(@Nullable String source, String method) {
        return source != null && source.contains("    void " + method + "(");
    }

    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> files = Files.walk(TESTS)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
            }
        }
        return sources;
    }
}
