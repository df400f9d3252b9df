package one.commserver.operations.limits;

import one.commserver.docs.GeneratedPart;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/// `docs/management.md` lists the limits that there are. After a change of one run this test with `-Ddocs.write=true`,
/// which brings the page up to date.
class ManagementPageTest {

    @Test
    void pageAndCodeAgree() throws IOException {
        new GeneratedPart(Path.of("docs", "management.md"), "limits", ManagementPageTest.class).says(asMarkdown());
    }

    private static String asMarkdown() {
        return "| limit | unit | a change holds | meaning |\n| --- | --- | --- | --- |\n"
                + Arrays.stream(Limit.values())
                        .map(limit ->
                                "| `%s` | %s | %s | %s |"
                                        .formatted(
                                                limit.setting(), limit.unit(), limit.effect().shown(), limit.meaning()))
                        .collect(Collectors.joining("\n"));
    }
}
