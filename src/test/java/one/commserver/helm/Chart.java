package one.commserver.helm;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;

import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.representer.Representer;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The chart with values laid over its own, as Helm itself sees it. A copy whose values have been replaced, as lint takes
/// no others.
final class Chart {

    static final Path SOURCE = Path.of("helm", "commserver");
    static final String RELEASE = "relay";
    static final String NAMESPACE = "relays";

    /// Told to Helm, which has no cluster to ask.
    private static final String KUBERNETES = "1.30.0";

    private static final Path VALUES = Path.of("src", "test", "resources", "helm");

    private final Path directory;

    private Chart(Path directory) {
        this.directory = directory;
    }

    /// All files of values that are there for the tests.
    static List<Path> valueFiles() throws IOException {
        try (Stream<Path> files = Files.list(VALUES)) {
            return files.sorted().toList();
        }
    }

    /// With the values of a file.
    ///
    /// @param folder an empty one, for the copy
    static Chart with(Path folder, Path values) throws IOException {
        return with(folder, Files.readString(values));
    }

    /// The same by the name of one of [#valueFiles], without its ending.
    static Chart named(Path folder, String values) throws IOException {
        return with(folder, VALUES.resolve(values + ".yaml"));
    }

    /// With values as YAML.
    static Chart with(Path folder, String values) throws IOException {
        Path copy = folder.resolve(SOURCE.getFileName());
        copy(SOURCE, copy);
        Path file = copy.resolve("values.yaml");
        var merged = merged(map(load(Files.readString(file))), map(load(values)));
        Files.writeString(file, new Yaml(new Representer(new DumperOptions()), new DumperOptions()).dump(merged));
        return new Chart(copy);
    }

    /// What `helm lint --strict` says.
    LintResult lint() {
        return helm().lint().strict().call();
    }

    /// What `helm template` makes.
    Manifests render() {
        return render(RELEASE);
    }

    /// The same for a release of that name.
    Manifests render(String release) {
        return Manifests.of(
                helm().template().withName(release).withNamespace(NAMESPACE).withKubeVersion(KUBERNETES).call());
    }

    /// What is told behind an installation.
    String notes() {
        return helm().install()
                .withName(RELEASE)
                .withNamespace(NAMESPACE)
                .withKubeVersion(KUBERNETES)
                .clientOnly()
                .dryRun()
                .call()
                .getOutput();
    }

    private Helm helm() {
        return new Helm(directory);
    }

    static Object load(String yaml) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    private static Map<String, Object> merged(Map<String, Object> below, Map<String, Object> above) {
        var all = new LinkedHashMap<>(below);
        above.forEach((key, value) -> {
            Object old = all.get(key);
            boolean both = old instanceof Map<?, ?> && value instanceof Map<?, ?>;
            all.put(key, both ? merged(map(old), map(value)) : value);
        });
        return all;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(
                from,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
                            throws IOException {
                        Files.createDirectories(to.resolve(from.relativize(folder)));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                        Files.copy(file, to.resolve(from.relativize(file)));
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
