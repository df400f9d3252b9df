package one.commserver.docs;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// The table of our configuration properties, made from what the compiler has read out of the records.
final class ConfigurationReference {

    private static final String METADATA = "META-INF/spring-configuration-metadata.json";
    private static final String OURS = "commserver.";

    private ConfigurationReference() {}

    /// One section for each prefix, in alphabetical order.
    static String asMarkdown() throws IOException {
        Map<String, List<Property>> byPrefix =
                properties().stream()
                        .sorted(Comparator.comparing(Property::name))
                        .collect(Collectors.groupingBy(Property::prefix, TreeMap::new, Collectors.toList()));
        StringBuilder text = new StringBuilder();
        byPrefix.forEach((prefix, properties) -> {
            text.append("### `").append(prefix).append("`\n\n");
            text.append("| property | environment variable | unit | default | meaning |\n");
            text.append("| --- | --- | --- | --- | --- |\n");
            properties.forEach(property -> text.append(property.asRow()).append('\n'));
            text.append('\n');
        });
        return text.toString().stripTrailing();
    }

    private static List<Property> properties() throws IOException {
        try (InputStream metadata = ConfigurationReference.class.getClassLoader().getResourceAsStream(METADATA)) {
            JsonNode all = JsonMapper.shared().readTree(metadata).path("properties");
            return StreamSupport.stream(all.spliterator(), false)
                    .filter(node -> node.path("name").asString().startsWith(OURS))
                    .map(Property::new)
                    .toList();
        }
    }

    /// One property as the metadata has it.
    private record Property(JsonNode node) {

        private static final Map<String, String> UNITS =
                Map.of(
                        "java.time.Duration", "duration",
                        "org.springframework.util.unit.DataSize", "size",
                        "java.lang.Integer", "number",
                        "java.lang.Boolean", "true or false");

        String name() {
            return node.path("name").asString();
        }

        String prefix() {
            return name().substring(0, name().lastIndexOf('.'));
        }

        String asRow() {
            return "| `%s` | `%s` | %s | %s | %s |".formatted(name(), variable(), unit(), defaultValue(), meaning());
        }

        private String variable() {
            return name().replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
        }

        private String unit() {
            String type = node.path("type").asString();
            return type.startsWith("java.util.List") ? "list" : UNITS.getOrDefault(type, "word");
        }

        private String defaultValue() {
            JsonNode value = node.path("defaultValue");
            if (value.isMissingNode()) {
                return "none";
            }
            String words =
                    value.isArray()
                            ? StreamSupport.stream(value.spliterator(), false)
                                    .map(JsonNode::asString)
                                    .collect(Collectors.joining(","))
                            : value.asString();
            return "`" + words + "`";
        }

        private String meaning() {
            String text = node.path("description").asString("").replaceAll("\\s+", " ").replace("|", "\\|");
            return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
        }
    }
}
