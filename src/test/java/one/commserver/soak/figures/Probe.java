package one.commserver.soak.figures;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Looks at a server in another process, on Linux.
///
/// @param process its number
/// @param meters where its meters are
public record Probe(long process, URI meters) {

    /// Makes a JVM keep the account that this needs.
    public static final String OPTION = "-XX:NativeMemoryTracking=summary";

    private static final Pattern OTHER = committed("Other");
    private static final Pattern CODE = committed("(?:Code|Class|Metaspace)");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern NUMBER = Pattern.compile("[-#\\d].*$");
    private static final long KIB = 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// Whether there is all that this reads.
    public static boolean isPossible() {
        return Files.isDirectory(Path.of("/proc/self/fd"));
    }

    /// Takes one. What lies outside of the heap and waits for a collection to go is gone at the second one.
    ///
    /// @throws Exception if the process doesn't answer
    public Sample take() throws Exception {
        command("GC.run");
        var heap = Histogram.parse(command("GC.class_histogram"));
        String accounts = command("VM.native_memory", "summary");
        return new Sample(
                System.nanoTime(),
                heap,
                kib(OTHER, accounts),
                kib(CODE, accounts),
                kib(RESIDENT, Files.readString(proc().resolve("status"))),
                descriptors(),
                threads(),
                readMeters());
    }

    private Path proc() {
        return Path.of("/proc", Long.toString(process));
    }

    private int descriptors() throws IOException {
        try (Stream<Path> open = Files.list(proc().resolve("fd"))) {
            return (int) open.count();
        }
    }

    /// The JVM's own come and go with their work; they are told apart by their names.
    private Map<String, Integer> threads() throws IOException {
        var threads = new TreeMap<String, Integer>();
        try (Stream<Path> tasks = Files.list(proc().resolve("task"))) {
            for (Path task : (Iterable<Path>) tasks::iterator) {
                try {
                    String name = Files.readString(task.resolve("comm")).strip();
                    threads.merge(NUMBER.matcher(name).replaceFirst(""), 1, Integer::sum);
                } catch (NoSuchFileException ended) {
                    // meanwhile
                }
            }
        }
        return threads;
    }

    private Map<String, Double> readMeters() throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var request = HttpRequest.newBuilder(meters).timeout(PATIENCE).build();
            var values = new HashMap<String, Double>();
            http.send(request, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> {
                        int end = line.lastIndexOf(' ');
                        values.put(line.substring(0, end), Double.valueOf(line.substring(end + 1)));
                    });
            return values;
        }
    }

    private static Pattern committed(String account) {
        return Pattern.compile("- +" + account + " \\(reserved=\\d+KB, committed=(\\d+)KB");
    }

    private static long kib(Pattern pattern, String text) {
        return pattern.matcher(text).results().mapToLong(found -> Long.parseLong(found.group(1)) * KIB).sum();
    }

    private String command(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
        command.add(Long.toString(process));
        command.addAll(List.of(words));
        Process jcmd = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!jcmd.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || jcmd.exitValue() != 0) {
            throw new IOException("jcmd failed: " + said);
        }
        return said;
    }
}
