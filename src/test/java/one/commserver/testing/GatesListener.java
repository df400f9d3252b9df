package one.commserver.testing;

import io.micrometer.context.ContextRegistry;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.slf4j.LoggerFactory;

import reactor.blockhound.BlockHound;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Opens and closes the gates around a test run, and leaves a report that the build reads.
///
/// The report is empty when nothing leaked and nothing blocked. A run that ends before it is checked leaves a report
/// that says so.
public final class GatesListener implements LauncherSessionListener {

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        BlockHound.install();
        // whoever asks for a logger while another one starts the log gets a substitute
        var _ = LoggerFactory.getILoggerFactory();
        // on an event loop whoever subscribes first would read it from a jar
        var _ = ContextRegistry.getInstance();
        report(List.of("The test run ended before its buffers and blocking calls were checked"));
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        LeakRecorder.settle();
        report(Violations.recorded());
    }

    private static void report(List<String> violations) {
        String file = System.getProperty("gates.report");
        if (file == null) {
            violations.forEach(System.err::println);
            return;
        }
        try {
            Files.createDirectories(Path.of(file).getParent());
            Files.writeString(Path.of(file), String.join("\n\n", violations));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
