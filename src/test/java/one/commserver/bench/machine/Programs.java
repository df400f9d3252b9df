package one.commserver.bench.machine;

import org.springframework.util.FileSystemUtils;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/// Programs that the machine has or hasn't.
public final class Programs {

    private static final int FETCHING_SECONDS = 180;

    private Programs() {}

    /// Whether it is on the PATH.
    public static boolean isThere(String name) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    /// Copies a package for Node.js and lets npm fetch what it needs.
    ///
    /// @return false if that isn't to be had
    public static boolean fetched(Path source, Path place) throws IOException, InterruptedException {
        FileSystemUtils.deleteRecursively(place);
        FileSystemUtils.copyRecursively(source, place);
        Process npm =
                new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1")
                        .directory(place.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(place.resolve("npm.log").toFile())
                        .start();
        if (!npm.waitFor(FETCHING_SECONDS, TimeUnit.SECONDS)) {
            npm.descendants().forEach(ProcessHandle::destroyForcibly);
            npm.destroyForcibly();
            return false;
        }
        return npm.exitValue() == 0;
    }
}
