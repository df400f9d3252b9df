package one.commserver.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// What the gates have seen since this JVM started: leaked buffers and blocking calls.
///
/// A violation is kept whoever swallows the exception that came with it. Those that [Deliberate] provokes stand apart:
/// they show that the gates work and fail nothing.
final class Violations {

    private static final List<String> RECORDED = new CopyOnWriteArrayList<>();
    private static final List<String> DELIBERATE = new CopyOnWriteArrayList<>();

    private Violations() {}

    static void record(String violation) {
        (violation.contains(Deliberate.class.getName()) ? DELIBERATE : RECORDED).add(violation);
    }

    static List<String> recorded() {
        return List.copyOf(RECORDED);
    }

    static List<String> deliberate() {
        return List.copyOf(DELIBERATE);
    }
}
