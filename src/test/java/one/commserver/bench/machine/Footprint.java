package one.commserver.bench.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// The memory of a JVM behind a garbage collection, in bytes. Zero where the JVM doesn't tell.
///
/// @param heap what lives in the heap
/// @param direct what was allocated outside of it by Java code; only of a JVM that was started with [#OPTION]
/// @param resident what of the process is in memory
public record Footprint(long heap, long direct, long resident) {

    /// Makes a JVM keep the accounts that this needs.
    public static final String OPTION = "-XX:NativeMemoryTracking=summary";

    private static final Pattern HEAP = Pattern.compile("total \\d+K, used (\\d+)K");
    private static final Pattern OTHER = Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB\\)");

    private static final long KIB = 1024;
    private static final int PATIENCE_SECONDS = 60;

    /// What it takes for what it keeps, in bytes.
    public long heapAndDirect() {
        return heap + direct;
    }

    /// Of a process, behind two collections: the first one lets go what was waiting for its reference to be cleared.
    ///
    /// @throws Exception if it doesn't answer
    public static Footprint of(ServerProcess process) throws Exception {
        command(process, "GC.run");
        command(process, "GC.run");
        return new Footprint(
                kib(HEAP, command(process, "GC.heap_info")),
                kib(OTHER, command(process, "VM.native_memory", "summary")),
                process.residentBytes());
    }

    private static long kib(Pattern pattern, String text) {
        return pattern.matcher(text).results().mapToLong(found -> Long.parseLong(found.group(1)) * KIB).sum();
    }

    private static String command(ServerProcess process, String... words) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        command.add(Long.toString(process.id()));
        command.addAll(List.of(words));
        Process jcmd = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!jcmd.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || jcmd.exitValue() != 0) {
            throw new IOException("jcmd failed: " + said);
        }
        return said;
    }
}
