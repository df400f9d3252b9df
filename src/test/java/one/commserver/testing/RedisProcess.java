package one.commserver.testing;

import one.commserver.faults.PausedProcess;

import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A Redis as a process: the static server that the library embedded-redis carries for Linux and macOS.
final class RedisProcess implements RedisBackend {

    private static final String VERSION = "7.0.15";
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final Path directory;
    private final List<String> command = new ArrayList<>();
    private @Nullable Process process;

    RedisProcess(int port, List<String> options) {
        try {
            directory = Files.createTempDirectory("redis-" + port + "-");
            command.addAll(List.of(Binary.PATH.toString(), "--port", String.valueOf(port), "--bind", "127.0.0.1"));
            command.addAll(List.of("--dir", directory.toString()));
            command.addAll(KEEPING);
            command.addAll(options);
        } catch (IOException noDirectory) {
            throw new UncheckedIOException(noDirectory);
        }
    }

    /// A sentinel.
    ///
    /// @param configuration which it rewrites
    private RedisProcess(int port, Path directory, Path configuration) {
        this.directory = directory;
        command.addAll(List.of(Binary.PATH.toString(), configuration.toString(), "--sentinel"));
        command.addAll(List.of("--port", String.valueOf(port), "--bind", "127.0.0.1"));
    }

    /// @param configuration its lines
    static RedisProcess sentinel(int port, List<String> configuration) {
        try {
            Path directory = Files.createTempDirectory("sentinel-" + port + "-");
            return new RedisProcess(port, directory, Files.write(directory.resolve("sentinel.conf"), configuration));
        } catch (IOException noDirectory) {
            throw new UncheckedIOException(noDirectory);
        }
    }

    @Override
    public void start() {
        try {
            process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                            .start();
            RUNNING.add(process);
        } catch (IOException notStarted) {
            throw new UncheckedIOException(notStarted);
        }
    }

    @Override
    public long processId() {
        return process == null ? 0 : process.pid();
    }

    @Override
    public void stop() {
        PausedProcess.signal("TERM", process);
        ended();
    }

    @Override
    public void kill() {
        if (process != null) {
            // what it has begun to write anew would be in the way of whoever removes its directory
            List<ProcessHandle> writers = process.descendants().toList();
            process.destroyForcibly();
            ended();
            writers.forEach(ProcessHandle::destroyForcibly);
            writers.forEach(writer -> writer.onExit().join());
        }
    }

    @Override
    public void pause() {
        PausedProcess.pause(process);
    }

    @Override
    public void resume() {
        PausedProcess.resume(process);
    }

    @Override
    public String output() {
        try {
            return Files.readString(log());
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    @Override
    public void close() {
        kill();
        try {
            FileSystemUtils.deleteRecursively(directory);
        } catch (IOException left) {
            throw new UncheckedIOException(left);
        }
    }

    private Path log() {
        return directory.resolve("redis.log");
    }

    private void ended() {
        process.onExit().join();
        RUNNING.remove(process);
    }

    /// The server, unpacked once for this JVM.
    private static final class Binary {

        static final Path PATH = unpack();

        private static Path unpack() {
            String name = "/redis-server-" + VERSION + "-" + system() + "-" + architecture();
            try (InputStream packed = RedisProcess.class.getResourceAsStream(name)) {
                if (packed == null) {
                    throw new IllegalStateException("there is no " + name + " for this machine; install Docker");
                }
                var executable = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
                Path file = Files.createTempFile("redis-server", "", executable);
                file.toFile().deleteOnExit();
                try (var unpacked = Files.newOutputStream(file)) {
                    packed.transferTo(unpacked);
                }
                return file;
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }

        private static String system() {
            return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        }

        private static String architecture() {
            String architecture = System.getProperty("os.arch");
            return architecture.equals("aarch64") ? "arm64" : "amd64";
        }
    }
}
