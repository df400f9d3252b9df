package one.commserver.autobahn;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What the suite says of one end.
///
/// @param all each kind of verdict with its cases, in the suite's order
record Verdicts(Map<Verdict, List<String>> all) {

    /// How a case may end; the worse comes later.
    enum Verdict {
        OK,
        INFORMATIONAL,
        NON_STRICT,
        FAILED;

        private static Verdict of(String behavior) {
            return switch (behavior) {
                case "OK" -> OK;
                case "INFORMATIONAL" -> INFORMATIONAL;
                case "NON-STRICT" -> NON_STRICT;
                default -> FAILED;
            };
        }
    }

    /// Reads what the suite has left.
    static Verdicts read(Path reports, String agent) throws IOException {
        JsonNode cases = JsonMapper.shared().readTree(reports.resolve("index.json").toFile()).get(agent);
        if (cases == null || cases.isEmpty()) {
            throw new IOException("the suite says nothing of " + agent);
        }
        var all = new EnumMap<Verdict, List<String>>(Verdict.class);
        cases.properties().stream()
                .sorted(Map.Entry.comparingByKey(Verdicts::inOrder))
                .forEach(entry ->
                        all.computeIfAbsent(worst(entry.getValue()), _ -> new ArrayList<>()).add(entry.getKey()));
        return new Verdicts(all);
    }

    int count() {
        return all.values().stream().mapToInt(List::size).sum();
    }

    List<String> of(Verdict verdict) {
        return all.getOrDefault(verdict, List.of());
    }

    private static Verdict worst(JsonNode verdict) {
        Verdict messages = Verdict.of(verdict.get("behavior").asString());
        Verdict close = Verdict.of(verdict.get("behaviorClose").asString());
        return messages.compareTo(close) < 0 ? close : messages;
    }

    /// `6.4.3` comes before `6.22.1`.
    private static int inOrder(String one, String other) {
        String[] left = one.split("\\.", -1);
        String[] right = other.split("\\.", -1);
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
            int difference = Integer.compare(Integer.parseInt(left[i]), Integer.parseInt(right[i]));
            if (difference != 0) {
                return difference;
            }
        }
        return Integer.compare(left.length, right.length);
    }
}
