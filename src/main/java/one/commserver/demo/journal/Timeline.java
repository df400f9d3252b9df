package one.commserver.demo.journal;

import one.commserver.terminal.Text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The table at the end of the tour, and its verdict.
///
/// @param strict whether a time over its budget is a failure
public record Timeline(List<Step> steps, boolean strict) {

    private static final List<String> HEAD = List.of("step", "result", "time", "budget", "messages", "budget");

    /// The columns that hold numbers stand to the right.
    private static final List<Boolean> RIGHT = List.of(false, false, true, true, true, true);

    /// One line a step, in columns.
    public String table() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        steps.forEach(step -> rows.add(row(step)));
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> rules = new ArrayList<>();
        for (int width : widths) {
            rules.add("-".repeat(width));
        }
        rows.add(1, rules);
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining("\n"));
    }

    /// Whether everything held.
    public boolean holds() {
        return steps.stream().noneMatch(step -> isFailed(step));
    }

    /// What came of it all: one line if everything held.
    public String verdict() {
        int held = steps.stream().mapToInt(Step::held).sum();
        int failed = steps.stream().mapToInt(step -> step.failures().size()).sum();
        long late = steps.stream().filter(Step::isOverBudget).count();
        String over = late == 0 ? "" : " " + late + (late == 1 ? " step was" : " steps were") + " over budget.";
        if (holds()) {
            return "All " + held + " checks held." + over;
        }
        String names = steps.stream().filter(this::isFailed).map(Step::name).collect(Collectors.joining("; "));
        return failed + " of " + (held + failed) + " checks did not hold." + over + " Failed: " + names + ".";
    }

    private boolean isFailed(Step step) {
        return !step.failures().isEmpty() || (strict && step.isOverBudget());
    }

    private static List<String> row(Step step) {
        String result = step.failures().isEmpty() ? "ok" : "FAILED";
        return List.of(
                step.name(),
                step.isOverBudget() ? result + ", over budget" : result,
                Text.time(step.time()),
                step.budget().time(),
                step.messages() == Step.UNCOUNTED ? "" : String.valueOf(step.messages()),
                step.budget().messages());
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - cells.get(i).length());
            line.append(RIGHT.get(i) ? padding + cells.get(i) : cells.get(i) + padding).append("  ");
        }
        return line.toString().stripTrailing();
    }
}
