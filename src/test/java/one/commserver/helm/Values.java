package one.commserver.helm;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.comments.CommentLine;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The values of the chart: what `values.yaml` has, and what its schema knows. A value is whatever the schema doesn't
/// take apart: `resources` is one, `drain` isn't.
final class Values {

    /// @param meaning the comment above it
    record Value(String path, String defaultValue, String meaning) {
        private String asRow() {
            return "| `%s` | `%s` | %s |"
                    .formatted(path, defaultValue.replace("|", "\\|"), meaning.replace("|", "\\|"));
        }
    }

    private final JsonNode schema;
    private final List<Value> all = new ArrayList<>();

    private Values(JsonNode schema) {
        this.schema = schema;
    }

    static Values read() throws IOException {
        var values =
                new Values(JsonMapper.shared().readTree(Files.readString(Chart.SOURCE.resolve("values.schema.json"))));
        LoaderOptions options = new LoaderOptions();
        options.setProcessComments(true);
        try (var text = Files.newBufferedReader(Chart.SOURCE.resolve("values.yaml"))) {
            values.walk("", new Yaml(new SafeConstructor(options)).compose(text), values.schema, "");
        }
        return values;
    }

    /// In the order of the file.
    List<Value> all() {
        return all;
    }

    /// All that the schema knows, save `global`, which is Helm's.
    Set<String> ofSchema() {
        var paths = new TreeSet<String>();
        collect("", schema, paths);
        paths.remove("global");
        return paths;
    }

    String asMarkdown() {
        return "| value | default | meaning |\n| --- | --- | --- |\n"
                + all.stream().map(Value::asRow).collect(Collectors.joining("\n"));
    }

    private void walk(String path, Node node, JsonNode shape, String meaning) {
        if (node instanceof MappingNode map && (path.isEmpty() || shape.has("properties"))) {
            for (NodeTuple entry : map.getValue()) {
                String key = ((ScalarNode) entry.getKeyNode()).getValue();
                walk(
                        path.isEmpty() ? key : path + "." + key,
                        entry.getValueNode(),
                        shape.path("properties").path(key),
                        comment(entry.getKeyNode()));
            }
        } else {
            all.add(new Value(path, inline(node), meaning));
        }
    }

    /// The line above it: a comment that has an empty line behind it belongs to nobody.
    private static String comment(Node key) {
        if (key.getBlockComments() == null || key.getBlockComments().isEmpty()) {
            return "";
        }
        CommentLine last = key.getBlockComments().getLast();
        return last.getValue().strip();
    }

    private static String inline(Node node) {
        return switch (node) {
            case ScalarNode scalar -> scalar.getValue().isEmpty() ? "\"\"" : scalar.getValue();
            case MappingNode map ->
                    map.getValue().stream()
                            .map(entry ->
                                    ((ScalarNode) entry.getKeyNode()).getValue() + ": " + inline(entry.getValueNode()))
                            .collect(Collectors.joining(", ", "{", "}"));
            case org.yaml.snakeyaml.nodes.SequenceNode list ->
                    list.getValue().stream().map(Values::inline).collect(Collectors.joining(", ", "[", "]"));
            default -> throw new AssertionError("neither a value nor a list nor a map: " + node);
        };
    }

    private static void collect(String path, JsonNode shape, Set<String> paths) {
        if (shape.has("properties")) {
            shape.path("properties")
                    .properties()
                    .forEach(inner ->
                            collect(
                                    path.isEmpty() ? inner.getKey() : path + "." + inner.getKey(),
                                    inner.getValue(),
                                    paths));
        } else {
            paths.add(path);
        }
    }
}
