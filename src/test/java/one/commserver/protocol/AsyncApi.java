package one.commserver.protocol;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The published description of the messages, as the tests read it.
final class AsyncApi {

    static final String SCHEMAS = "#/components/schemas/";

    private static final String DEFINITIONS = "#/$defs/";

    private final JsonNode document = read();
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    JsonNode document() {
        return document;
    }

    /// The names of the schemas of messages; those of shared values start with an underscore.
    Set<String> messages() {
        Set<String> names = new TreeSet<>(schemas().propertyNames());
        names.removeIf(name -> name.startsWith("_"));
        return names;
    }

    /// A schema with its own reference followed.
    JsonNode schema(String name) {
        return resolved(schemas().required(name));
    }

    JsonNode resolved(JsonNode schema) {
        JsonNode reference = schema.path("$ref");
        return reference.isMissingNode() ? schema : schema(reference.stringValue().substring(SCHEMAS.length()));
    }

    /// Whether the text is what the schema of that name describes.
    boolean accepts(String name, String text) {
        ObjectNode root = Vectors.JSON.createObjectNode().put("$ref", DEFINITIONS + name);
        root.set("$defs", Vectors.JSON.readTree(schemas().toString().replace(SCHEMAS, DEFINITIONS)));
        Schema schema = registry.getSchema(root);
        return schema.validate(text, InputFormat.JSON).isEmpty();
    }

    private JsonNode schemas() {
        return document.required("components").required("schemas");
    }

    private static JsonNode read() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        try {
            Map<String, Object> content =
                    new Yaml(new SafeConstructor(options)).load(Files.readString(Path.of("docs", "asyncapi.yaml")));
            return Vectors.JSON.valueToTree(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
