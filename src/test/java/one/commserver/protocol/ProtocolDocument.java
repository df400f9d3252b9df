package one.commserver.protocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What docs/protocol.md says in its tables and in its example.
final class ProtocolDocument {

    private final List<String> lines = read();

    /// The rows of the table whose heading has these columns, without the quotes around code.
    List<List<String>> table(String... columns) {
        int heading = lines.indexOf("| " + String.join(" | ", columns) + " |");
        if (heading < 0) {
            throw new IllegalStateException("no table " + Arrays.toString(columns));
        }
        return rows(heading);
    }

    /// The table of fields below a line that starts with a message's name in bold.
    List<List<String>> fields(String message) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("**`" + message + "`**")) {
                return rows(i + 2);
            }
        }
        throw new IllegalStateException("the text doesn't describe " + message);
    }

    /// The hexadecimal digits of a worked example.
    ///
    /// @param name what stands behind the three quotes
    String example(String name) {
        StringBuilder hex = new StringBuilder();
        int start = lines.indexOf("```" + name) + 1;
        for (String line : lines.subList(start, start + lines.subList(start, lines.size()).indexOf("```"))) {
            hex.append(line.replaceAll("#.*", "").replace(" ", ""));
        }
        return hex.toString();
    }

    boolean contains(String text) {
        return lines.stream().anyMatch(line -> line.contains(text));
    }

    private List<List<String>> rows(int heading) {
        return lines.stream()
                .skip(heading + 2L)
                .takeWhile(line -> line.startsWith("|"))
                .map(ProtocolDocument::cells)
                .toList();
    }

    /// The rows of such a table by their first cell.
    static Map<String, List<String>> byFirst(List<List<String>> rows) {
        Map<String, List<String>> found = new TreeMap<>();
        for (List<String> row : rows) {
            if (found.put(row.getFirst(), row) != null) {
                throw new IllegalStateException("twice: " + row.getFirst());
            }
        }
        return found;
    }

    private static List<String> cells(String row) {
        String inner = row.substring(1, row.length() - 1).replace("`", "");
        return Arrays.stream(inner.split("\\|", -1)).map(String::strip).toList();
    }

    private static List<String> read() {
        try {
            return Files.readAllLines(Path.of("docs", "protocol.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
