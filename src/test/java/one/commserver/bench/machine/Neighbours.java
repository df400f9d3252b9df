package one.commserver.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Finds out whether others have used the machine during a run, on Linux.
public final class Neighbours {

    private static final Path STATISTICS = Path.of("/proc/stat");

    /// In the line: user, nice, system, idle, waiting, interrupts twice, stolen.
    private static final List<Integer> BUSY = List.of(0, 1, 2, 5, 6, 7);

    /// The system counts in hundredths of a second.
    private static final int TICK_MILLIS = 10;

    private final long begin = System.nanoTime();
    private final Duration before;
    private Duration ended = Duration.ZERO;

    /// From now on. The time of this process and of each [ServerProcess] is not the neighbours'.
    public Neighbours() throws IOException {
        this.before = used();
    }

    /// That much was not theirs either: other processes of the run.
    public void except(Duration cpu) {
        ended = ended.plus(cpu);
    }

    /// How they have disturbed since this was made, in words.
    public String disturbance() throws IOException {
        if (!Files.exists(STATISTICS)) {
            return "whether anybody else used the machine is not known";
        }
        double processors = used().minus(before).minus(ended).toNanos() / (double) (System.nanoTime() - begin);
        return "others kept %.2f processors busy meanwhile".formatted(Math.max(0, processors));
    }

    private Duration used() throws IOException {
        if (!Files.exists(STATISTICS)) {
            return Duration.ZERO;
        }
        long[] ticks;
        try (Stream<String> lines = Files.lines(STATISTICS)) {
            String all = lines.findFirst().orElseThrow();
            ticks = Arrays.stream(all.split(" +", -1)).skip(1).mapToLong(Long::parseLong).toArray();
        }
        Duration used = Duration.ofMillis(BUSY.stream().mapToLong(column -> ticks[column]).sum() * TICK_MILLIS);
        return used.minus(ServerProcess.cpuOfAll())
                .minus(ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO));
    }
}
