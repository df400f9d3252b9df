package one.commserver.helm;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.docs.GeneratedPart;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// `values.yaml`, its schema and the chart's README know the same values. After a change run this test with
/// `-Ddocs.write=true`, which brings the README up to date.
class ValuesTest {

    private static final Path TEMPLATES = Chart.SOURCE.resolve("templates");

    /// Where values stand in between words.
    private static final List<Path> PAGES =
            List.of(Chart.SOURCE.resolve("README.md"), Path.of("docs", "operations.md"));

    private static final Pattern NAMED = Pattern.compile("`([a-z][A-Za-z]*(?:\\.[A-Za-z]+)+)[`:]");

    @Test
    void theReadmeListsAllValues() throws IOException {
        new GeneratedPart(Chart.SOURCE.resolve("README.md"), "values", ValuesTest.class)
                .says(Values.read().asMarkdown());
    }

    @Test
    void theSchemaKnowsTheSameValues() throws IOException {
        Values values = Values.read();

        assertThat(values.all().stream().map(Values.Value::path))
                .containsExactlyInAnyOrderElementsOf(values.ofSchema());
    }

    @Test
    void eachValueHasAMeaning() throws IOException {
        assertThat(Values.read().all())
                .isNotEmpty()
                .allSatisfy(value -> assertThat(value.meaning()).as(value.path()).isNotEmpty());
    }

    @Test
    void eachValueIsUsed() throws IOException {
        String templates = templates();

        assertThat(Values.read().all())
                .allSatisfy(value -> {
                    String path = value.path();
                    String last = path.substring(path.lastIndexOf('.') + 1);
                    assertThat(
                                    templates.contains(".Values." + path)
                                            || templates.matches("(?s).*\\.\\$?" + last + "\\b.*"))
                            .as(path)
                            .isTrue();
                });
    }

    /// Whoever installs types them in.
    @Test
    void pagesNameValuesThatThereAre() throws IOException {
        List<String> values = Values.read().all().stream().map(Values.Value::path).toList();

        for (Path page : PAGES) {
            assertThat(named(Files.readString(page), values))
                    .as(page.toString())
                    .isNotEmpty()
                    .allMatch(name -> isKnown(name, values), "is a value");
        }
        assertThat(named("`drain.noticeMinutes: 1` of `connection.id`", values))
                .containsExactly("drain.noticeMinutes")
                .noneMatch(name -> isKnown(name, values));
    }

    /// What begins as a value does, and not as the server's own settings do.
    private static List<String> named(String page, List<String> values) {
        Set<String> first = values.stream().map(ValuesTest::first).collect(Collectors.toSet());
        return NAMED.matcher(page)
                .results()
                .map(found -> found.group(1))
                .filter(name -> first.contains(first(name)) && !name.startsWith("management."))
                .toList();
    }

    private static String first(String name) {
        return name.split("\\.", 2)[0];
    }

    /// One, a section of some, or something within one: `resources.limits.memory`.
    private static boolean isKnown(String name, List<String> values) {
        return values.stream()
                .anyMatch(value -> value.equals(name) || value.startsWith(name + ".") || name.startsWith(value + "."));
    }

    /// What the schema takes apart it takes apart completely: a misspelt value is an error.
    @Test
    void theSchemaIsClosed() throws IOException {
        closed("", JsonMapper.shared().readTree(Files.readString(Chart.SOURCE.resolve("values.schema.json"))));
    }

    private static void closed(String path, JsonNode shape) {
        if (shape.has("properties")) {
            assertThat(shape.path("additionalProperties").asBoolean(true)).as(path).isFalse();
            shape.path("properties")
                    .properties()
                    .forEach(inner -> closed(path + "." + inner.getKey(), inner.getValue()));
        }
    }

    private static String templates() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(TEMPLATES)) {
            for (Path file : files.toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }
}
