package one.commserver.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Which core is whose. Without `taskset` nobody has one of its own.
///
/// @param server what is measured runs here; negative: anywhere
/// @param generator the clients run here; negative: anywhere
/// @param note what a reader has to know about it
public record Cores(int server, int generator, String note) {

    private static final int ANY = -1;

    /// Two processors of different cores, where there are.
    public static Cores choose() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status) || !Programs.isThere("taskset")) {
            return new Cores(ANY, ANY, "nothing was pinned, for want of `taskset`: these figures do not compare");
        }
        List<Integer> allowed = new ArrayList<>();
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("Cpus_allowed_list:")) {
                allowed.addAll(parse(line.substring(line.indexOf(':') + 1).strip()));
            }
        }
        if (allowed.size() < 2) {
            return new Cores(ANY, ANY, "everything shared one processor: these figures do not compare");
        }
        int server = allowed.getFirst();
        List<Integer> same = siblings(server);
        return allowed.stream()
                .filter(other -> !same.contains(other))
                .findFirst()
                .map(other -> new Cores(server, other, "server and generator were pinned to a core each"))
                .orElseGet(
                        () -> new Cores(server, allowed.get(1), "server and generator were two threads of one core"));
    }

    /// Puts this process, the generator, where it belongs.
    public void pinSelf() throws IOException, InterruptedException {
        if (generator != ANY) {
            pin(ProcessHandle.current().pid(), generator);
        }
    }

    private static void pin(long process, int core) throws IOException, InterruptedException {
        Process taskset =
                new ProcessBuilder("taskset", "-a", "-c", "-p", Integer.toString(core), Long.toString(process))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (!taskset.waitFor(10, TimeUnit.SECONDS) || taskset.exitValue() != 0) {
            throw new IOException("taskset failed");
        }
    }

    /// Puts something that runs where servers belong.
    public void pinServer(long process) throws IOException, InterruptedException {
        if (server != ANY && process != 0) {
            pin(process, server);
        }
    }

    /// What stands before the command of a server.
    public List<String> serverPrefix() {
        return server == ANY ? List.of() : List.of("taskset", "-c", Integer.toString(server));
    }

    /// What stands before the command of a server that may use both cores.
    public List<String> bothPrefix() {
        return server == ANY ? List.of() : List.of("taskset", "-c", server + "," + generator);
    }

    private static List<Integer> siblings(int processor) throws IOException {
        Path list = Path.of("/sys/devices/system/cpu/cpu" + processor + "/topology/thread_siblings_list");
        return Files.exists(list) ? parse(Files.readString(list).strip()) : List.of(processor);
    }

    /// Reads `0-3,8`.
    private static List<Integer> parse(String list) {
        var numbers = new ArrayList<Integer>();
        for (String range : list.split(",", -1)) {
            int dash = range.indexOf('-');
            int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
            int last = Integer.parseInt(range.substring(dash + 1));
            for (int number = first; number <= last; number++) {
                numbers.add(number);
            }
        }
        return numbers;
    }
}
