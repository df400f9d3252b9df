package one.commserver.helm;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.docs.GeneratedPart;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// `values.yaml`, its schema and the chart's README know the same values. After a change run this test with
/// `-Ddocs.write=true`, which brings the README up to date.
class ValuesTest {

    private static final Path TEMPLATES = Chart.SOURCE.resolve("templates");

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
