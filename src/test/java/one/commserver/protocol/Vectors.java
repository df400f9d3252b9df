package one.commserver.protocol;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// The golden vectors: one JSON file per case, in folders that bear the number of a chapter.
final class Vectors {

    static final JsonMapper JSON = JsonMapper.builder().build();

    private Vectors() {}

    /// One case, named by its file.
    record Case(String name, JsonNode content) {
        String text(String field) {
            return content.required(field).stringValue();
        }

        String text(String field, String otherwise) {
            return content.path(field).asString(otherwise);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /// The cases of text messages, of all chapters.
    static List<Case> messages() {
        return below("", "messages");
    }

    /// The cases of binary frames, of all chapters.
    static List<Case> frames() {
        return below("", "frames");
    }

    /// The cases in folders of one name, below folders that start with the chapter's number.
    static List<Case> below(String chapter, String folder) {
        try (Stream<Path> files = Files.walk(root())) {
            List<Case> cases =
                    files.filter(file -> file.toString().endsWith(".json"))
                            .filter(file -> file.getParent().endsWith(folder))
                            .filter(file -> root().relativize(file).toString().startsWith(chapter))
                            .sorted()
                            .map(Vectors::read)
                            .toList();
            if (cases.isEmpty()) {
                throw new IllegalStateException("no vectors in " + folder);
            }
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One case by its path below the vectors' folder.
    static Case one(String path) {
        return read(root().resolve(path));
    }

    private static Case read(Path file) {
        try {
            return new Case(root().relativize(file).toString(), JSON.readTree(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        try {
            return Path.of(Objects.requireNonNull(Vectors.class.getResource("/vectors")).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
