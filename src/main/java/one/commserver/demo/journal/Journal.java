package one.commserver.demo.journal;

import one.commserver.demo.journal.Step.Budget;
import one.commserver.terminal.Text;

import reactor.core.Exceptions;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Runs the steps of the tour and keeps what came of them. For one thread.
public final class Journal {

    /// What a step does.
    @FunctionalInterface
    public interface Body<T> {
        T run(Step step) throws Exception;
    }

    /// A step failed, so those that build on it make no sense. The step has told it already.
    public static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Stopped(Throwable cause) {
            super("a step failed", cause);
        }
    }

    private final PrintStream out;
    private final boolean verbose;
    private final List<Step> steps = new ArrayList<>();

    /// @param verbose whether failures are shown with their stack traces
    public Journal(PrintStream out, boolean verbose) {
        this.out = out;
        this.verbose = verbose;
    }

    /// Runs a step and tells how it went.
    ///
    /// @throws Stopped if it threw something; checks that don't hold are only kept
    public <T> T step(String name, Budget budget, Body<T> body) {
        Step step = new Step(name, budget);
        long start = System.nanoTime();
        try {
            return body.run(step);
        } catch (Exception failure) {
            Throwable cause = Exceptions.unwrap(failure);
            step.broke(cause);
            if (verbose) {
                cause.printStackTrace(out);
            }
            throw new Stopped(cause);
        } finally {
            step.took(Duration.ofNanos(System.nanoTime() - start));
            steps.add(step);
            tell(step);
        }
    }

    /// Runs steps that build on each other.
    ///
    /// @return whether all of them were run
    public boolean section(String title, Runnable all) {
        out.println();
        out.println(title);
        try {
            all.run();
            return true;
        } catch (Stopped stopped) {
            return false;
        }
    }

    public void say(String line) {
        out.println("      " + line);
    }

    public List<Step> steps() {
        return steps;
    }

    private void tell(Step step) {
        String result = step.failures().isEmpty() ? "ok    " : "FAILED";
        String note = step.note().isEmpty() ? "" : ": " + step.note();
        out.println("  " + result + "  " + step.name() + note + ", " + Text.time(step.time()));
        step.failures().forEach(failure -> failure.lines().forEach(line -> out.println("          " + line)));
    }
}
