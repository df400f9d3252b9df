package one.commserver.helm;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The objects that a chart was rendered to.
record Manifests(List<JsonNode> all) {

    static Manifests of(String yaml) {
        List<JsonNode> objects = new ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml)) {
            if (document != null) {
                objects.add(JsonMapper.shared().valueToTree(document));
            }
        }
        return new Manifests(List.copyOf(objects));
    }

    Stream<JsonNode> ofKind(String kind) {
        return all.stream().filter(object -> object.path("kind").asString().equals(kind));
    }

    /// The object of that kind and name, the release's own if there is nothing behind it.
    JsonNode the(String kind, String suffix) {
        List<JsonNode> found = ofKind(kind).filter(object -> name(object).endsWith("commserver" + suffix)).toList();
        if (found.size() != 1) {
            throw new AssertionError(kind + " …" + suffix + " is there " + found.size() + " times");
        }
        return found.getFirst();
    }

    /// The only deployment of nodes, whatever it is called.
    JsonNode nodes() {
        return ofKind("Deployment")
                .filter(object -> component(object.at("/spec/template")).equals("node"))
                .findFirst()
                .orElseThrow();
    }

    JsonNode pod() {
        return nodes().at("/spec/template/spec");
    }

    JsonNode container() {
        return pod().at("/containers/0");
    }

    /// The server's application.yaml, flat: `commserver.drain.notice` to `5s`; lists by their elements, `[0]`.
    Map<String, String> settings() {
        String yaml =
                ofKind("ConfigMap")
                        .map(map -> map.at("/data/application.yaml"))
                        .filter(JsonNode::isString)
                        .findFirst()
                        .orElseThrow()
                        .asString();
        var flat = new TreeMap<String, String>();
        flatten("", JsonMapper.shared().valueToTree(Chart.load(yaml)), flat);
        return flat;
    }

    /// The variables of the server that have a value here, and those that come from a Secret, as `<secret>/<key>`.
    Map<String, String> environment() {
        var variables = new TreeMap<String, String>();
        for (JsonNode variable : container().path("env")) {
            JsonNode secret = variable.at("/valueFrom/secretKeyRef");
            String before =
                    variables.put(
                            variable.path("name").asString(),
                            secret.isMissingNode()
                                    ? variable.path("value").asString()
                                    : secret.path("name").asString() + "/" + secret.path("key").asString());
            if (before != null) {
                throw new AssertionError(variable.path("name") + " is there twice");
            }
        }
        return variables;
    }

    /// Options of the JVM beyond the image's.
    List<String> javaOptions() {
        return ofKind("ConfigMap")
                .map(map -> map.path("data").path("java.options"))
                .filter(JsonNode::isString)
                .flatMap(options -> options.asString().lines())
                .toList();
    }

    static String name(JsonNode object) {
        return Objects.requireNonNull(object.at("/metadata/name").asString());
    }

    static String component(JsonNode object) {
        return object.at("/metadata/labels").path("app.kubernetes.io/component").asString("");
    }

    private static void flatten(String prefix, JsonNode node, Map<String, String> flat) {
        if (node.isObject()) {
            node.properties()
                    .forEach(field ->
                            flatten(
                                    prefix.isEmpty() ? field.getKey() : prefix + "." + field.getKey(),
                                    field.getValue(),
                                    flat));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                flatten(prefix + "[" + i + "]", node.get(i), flat);
            }
        } else {
            flat.put(prefix, node.asString());
        }
    }
}
