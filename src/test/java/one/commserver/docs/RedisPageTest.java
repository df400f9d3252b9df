package one.commserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.redis.KeyPattern;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// `docs/redis.md` lists every key that is written, and nothing else; every script says what it does.
class RedisPageTest {

    private static final int COLUMNS = 120;
    private static final Pattern ROW = Pattern.compile("^\\| `cs:([^`]+)` \\| ([a-z ]+) \\| [^|]+ \\| [^|]+ \\|$");

    @Test
    void pageAndCodeListTheSameKeys() throws IOException {
        var listed =
                Files.readAllLines(Path.of("docs", "redis.md")).stream()
                        .map(ROW::matcher)
                        .filter(row -> row.matches())
                        .map(row -> row.group(1) + ": " + row.group(2))
                        .toList();

        assertThat(listed)
                .containsExactlyElementsOf(
                        Stream.of(KeyPattern.values())
                                .map(key ->
                                        key.pattern()
                                                + ": "
                                                + key.type().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                                .toList());
    }

    @Test
    void noLineOfAScriptIsTooWide() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "resources", "redis"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(
                            file -> assertThat(Files.readAllLines(file)).allMatch(line -> line.length() <= COLUMNS));
        }
    }

    @Test
    void eachScriptTellsItsKeysArgumentsAndResult() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "resources", "redis"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(file -> {
                        String header =
                                String.join(
                                        "\n",
                                        Files.readAllLines(file).stream()
                                                .takeWhile(line -> line.startsWith("--"))
                                                .toList());
                        assertThat(header).contains("KEYS", "ARGV", "return", "guarantees");
                    });
        }
    }
}
