package one.commserver.helm;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The Dockerfile, by its instructions.
final class Dockerfile {

    static final Path FILE = Path.of("Dockerfile");

    private static final Pattern EXEC = Pattern.compile("(?:.* CMD |)(\\[.*])");
    private static final Pattern VARIABLE = Pattern.compile("([A-Z_]+)=(\\S+)");

    private Dockerfile() {}

    /// What stands behind that instruction, in order; lines that go on are one.
    static List<String> instructions(String name) throws IOException {
        return Stream.of(Files.readString(FILE).replaceAll("\\\\\\n\\s*", "").split("\n", -1))
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .toList();
    }

    /// The commands behind that instruction, in exec form.
    static List<List<String>> commands(String name) throws IOException {
        return instructions(name).stream().map(Dockerfile::words).toList();
    }

    static Map<String, String> environment() throws IOException {
        var variables = new TreeMap<String, String>();
        for (String line : instructions("ENV")) {
            VARIABLE.matcher(line).results().forEach(each -> variables.put(each.group(1), each.group(2)));
        }
        return variables;
    }

    private static List<String> words(String instruction) {
        Matcher exec = EXEC.matcher(instruction);
        if (!exec.matches()) {
            throw new AssertionError("not in exec form: " + instruction);
        }
        return JsonMapper.shared().readTree(exec.group(1)).valueStream().map(JsonNode::asString).toList();
    }
}
