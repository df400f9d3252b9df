package one.commserver.docs;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;

/// `docs/metrics.md` says what the code says. After a change of a meter run this test with `-Ddocs.write=true`, which
/// brings the page up to date.
class MetricsPageTest {

    @Test
    void pageAndCodeAgree() throws IOException {
        new GeneratedPart(Path.of("docs", "metrics.md"), "meters", MetricsPageTest.class)
                .says(MeterReference.asMarkdown());
    }
}
