package one.commserver.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a compiled class no longer shows: sizes, the width of comments, and whether a package is null-marked.
final class SourceRules {

    private static final String PACKAGE_INFO = "package-info.java";
    private static final int COLUMNS = 120;

    private final Path root;
    private final int maximalLines;
    private final ToIntFunction<String> maximalFiles;

    /// @param maximalFiles by the package's path below the root; `package-info.java` does not count
    SourceRules(Path root, int maximalLines, ToIntFunction<String> maximalFiles) {
        this.root = root;
        this.maximalLines = maximalLines;
        this.maximalFiles = maximalFiles;
    }

    List<String> packagesThatAreNotNullMarked() {
        return packages().entrySet().stream()
                .filter(files ->
                        files.getValue().stream()
                                .filter(file -> file.endsWith(PACKAGE_INFO))
                                .noneMatch(file -> lines(file).contains("@NullMarked")))
                .map(Map.Entry::getKey)
                .toList();
    }

    List<String> packagesWithTooManyFiles() {
        return packages().entrySet().stream()
                .filter(files ->
                        files.getValue().stream().filter(file -> !file.endsWith(PACKAGE_INFO)).count()
                                > maximalFiles.applyAsInt(files.getKey()))
                .map(files -> files.getKey() + ": " + files.getValue().size())
                .toList();
    }

    List<String> filesThatAreTooLong() {
        return sources().stream()
                .filter(file -> lines(file).size() > maximalLines)
                .map(file -> file + ": " + lines(file).size())
                .toList();
    }

    /// The formatter leaves comments alone, so somebody has to look.
    List<String> commentsThatAreTooWide() {
        var found = new ArrayList<String>();
        for (Path file : sources()) {
            List<String> lines = lines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).strip().startsWith("//") && lines.get(i).length() > COLUMNS) {
                    found.add(file + ":" + (i + 1));
                }
            }
        }
        return found;
    }

    private Map<String, List<Path>> packages() {
        return sources().stream()
                .collect(
                        Collectors.groupingBy(
                                file -> root.relativize(file.getParent()).toString(),
                                TreeMap::new,
                                Collectors.toList()));
    }

    private List<Path> sources() {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
