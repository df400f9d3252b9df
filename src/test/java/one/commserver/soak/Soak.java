package one.commserver.soak;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.bench.machine.Neighbours;
import one.commserver.soak.figures.Judgement;
import one.commserver.soak.figures.Probe;
import one.commserver.soak.load.Crowd;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// The long form, from the first client to the verdict.
///
/// @param measured what is judged
/// @param write whether the documentation is written
record Soak(Duration measured, boolean write) {

    /// For code to be loaded and compiled, pools to fill, and all that is remembered for a while to reach its level: as
    /// long as what is measured, and at most an hour. Behind half of one the JVM still kept 30 KiB more in the next,
    /// which a heap of 25 MiB that is measured to a hundredth shows.
    private static final Duration LONGEST_WARM_UP = Duration.ofHours(1);

    /// So many samples, unless they would lie too close together.
    private static final int SAMPLES = 180;

    private static final Duration CLOSEST = Duration.ofSeconds(5);

    /// By `soak.minutes` and `soak.write`; an hour unless said otherwise.
    static Soak ofSystem() {
        String minutes = System.getProperty("soak.minutes", "");
        return new Soak(
                Duration.ofMinutes(minutes.isBlank() ? 60 : Long.parseLong(minutes)), Boolean.getBoolean("soak.write"));
    }

    private Duration warmUp() {
        return shorter(measured, LONGEST_WARM_UP);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    void run() throws Exception {
        Duration pause = measured.dividedBy(SAMPLES);
        Duration between = pause.compareTo(CLOSEST) < 0 ? CLOSEST : pause;
        var journal = new Journal(warmUp());
        try (Stand stand = Stand.lasting();
                Crowd crowd = stand.crowd(1)) {
            Probe probe = stand.probe();
            var neighbours = new Neighbours();
            crowd.rehearse(3);
            crowd.begin();
            Duration before = stand.cpu();
            long start = System.nanoTime();
            long end = start + warmUp().plus(measured).toNanos();
            for (long next = start; next - end <= 0; next += between.toNanos()) {
                passUntil(next);
                journal.add(crowd.hold(probe::take));
            }
            Duration cpu = stand.cpu().minus(before);
            neighbours.except(cpu);
            double busy = cpu.toNanos() / (double) (System.nanoTime() - start);
            journal.publish(facts(crowd.steps(), busy, neighbours.disturbance()), write);
            crowd.check();
            assertThat(stand.hasLeaked()).as("the server's log tells of a leak").isFalse();
        }
        assertThat(journal.judgements().stream().filter(each -> !each.holds()).map(Soak::words))
                .as("what grows, or might; classes of which there are ever more: %s", journal.growingClasses())
                .isEmpty();
    }

    private List<String> facts(Map<String, Long> steps, double busy, String disturbance) {
        return List.of(
                "Command: `./mvnw -Psoak verify%s%s`."
                        .formatted(
                                measured.toMinutes() == 60 ? "" : " -Dsoak.minutes=" + measured.toMinutes(),
                                write ? " -Dsoak.write=true" : ""),
                "Run: %d minutes behind %d of warm-up. The server kept %.0f %% of a core busy; %s."
                        .formatted(measured.toMinutes(), warmUp().toMinutes(), 100 * busy, disturbance),
                "What was done, warm-up included: "
                        + String.join(
                                ", ",
                                steps.entrySet().stream()
                                        .map(step ->
                                                String.format(
                                                        Locale.ROOT, "%,d × `%s`", step.getValue(), step.getKey()))
                                        .toList())
                        + ". Nothing was lost, came twice, or came in another order.",
                "JVM: `" + Stand.options() + "`. Settings: `" + Stand.settings() + "`.");
    }

    private static String words(Judgement judgement) {
        return "%s: %.2f to %.2f for each hour, tolerated %.2f"
                .formatted(
                        judgement.figure().name(), judgement.slope().low(), judgement.slope().high(), judgement.most());
    }

    /// Real time is what a soak is made of: nothing is awaited.
    private static void passUntil(long moment) {
        while (System.nanoTime() - moment < 0) {
            LockSupport.parkNanos(moment - System.nanoTime());
        }
    }
}
