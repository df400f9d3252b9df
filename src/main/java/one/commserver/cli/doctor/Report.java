package one.commserver.cli.doctor;

import one.commserver.cli.doctor.Finding.Result;
import one.commserver.terminal.Text;
import one.commserver.wire.Printable;

import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// All findings, and the verdict.
///
/// @param url of the server, without path and query
public record Report(String url, List<Finding> findings) {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final int LONGEST = 500;

    /// In one word.
    public enum Verdict {
        HEALTHY,
        /// All works, but something is slow or won't work for long.
        WARNING,
        UNHEALTHY
    }

    /// What it comes to.
    public Verdict verdict() {
        if (!having(Result.FAILED).isEmpty()) {
            return Verdict.UNHEALTHY;
        }
        return having(Result.WARNING).isEmpty() ? Verdict.HEALTHY : Verdict.WARNING;
    }

    /// For people: a line for each check, and one for the verdict.
    public String toText() {
        return findings.stream().map(Report::line).collect(Collectors.joining("\n")) + "\n\n" + sentence();
    }

    /// For programs: one object, in ASCII, so that a terminal obeys nothing of what a server has said.
    public String toJson() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("url", url);
        all.put("verdict", word(verdict()));
        all.put("checks", findings.stream().map(Report::members).toList());
        return JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                .build()
                .writeValueAsString(all);
    }

    private String sentence() {
        String failed = words(Result.FAILED);
        String warned = words(Result.WARNING);
        return switch (verdict()) {
            case HEALTHY -> url + " is healthy.";
            case WARNING -> url + " works, with warnings: " + warned + ".";
            case UNHEALTHY -> url + " isn't healthy: " + failed + ".";
        };
    }

    private String words(Result result) {
        return having(result).stream().map(finding -> finding.check().word()).collect(Collectors.joining(", "));
    }

    private List<Finding> having(Result result) {
        return findings.stream().filter(finding -> finding.result() == result).toList();
    }

    private static String line(Finding finding) {
        Duration time = finding.time();
        Duration budget = finding.check().budget();
        return "%-8s %-15s %9s %-9s %s"
                .formatted(
                        finding.result() == Result.FAILED ? "FAILED" : finding.result().word(),
                        finding.check().word(),
                        time == null ? "" : Text.time(time),
                        time == null || budget == null ? "" : "< " + budget.toMillis() + " ms",
                        Printable.of(finding.says(), LONGEST));
    }

    private static Map<String, Object> members(Finding finding) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("check", finding.check().word().replace(' ', '_'));
        members.put("result", finding.result().word());
        Duration time = finding.time();
        if (time != null) {
            members.put("ms", time.toNanos() / NANOS_PER_MILLI);
        }
        Duration budget = finding.check().budget();
        if (budget != null) {
            members.put("budget_ms", budget.toMillis());
        }
        members.put("says", finding.says());
        members.putAll(finding.values());
        return members;
    }

    private static String word(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }
}
