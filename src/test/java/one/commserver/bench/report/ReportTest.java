package one.commserver.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class ReportTest {

    private static final String BEFORE = "# Page\n\n<!-- figures: written by the benchmark -->\n";
    private static final String BEHIND = "<!-- end of figures -->\n\nMore.\n";

    private static final Section SECTION =
            new Section("First", new Table("a", "b").row("1", "2").toString())
                    .with(new Drawing("report-test", "what it shows", "<svg/>"));

    @TempDir private Path folder;
    private Path page;

    @BeforeEach
    void page() throws IOException {
        page = folder.resolve("report-test.md");
        Files.writeString(page, BEFORE + "old figures\n" + BEHIND);
    }

    @Test
    void figuresAreReplacedAndAllElseStays() throws IOException {
        new Report(page).publish("Introduction.\n", List.of(SECTION), true);

        assertThat(Files.readString(page))
                .isEqualTo(
                        BEFORE
                                + """
                                Introduction.

                                ### First

                                ![what it shows](report-test.svg)

                                | a | b |
                                |---|---|
                                | 1 | 2 |

                                """
                                + BEHIND);
        assertThat(folder.resolve("report-test.svg")).hasContent("<svg/>");
    }

    @Test
    void aPageThatIsNotWantedStays() throws IOException {
        new Report(page).publish("Introduction.\n", List.of(SECTION), false);

        assertThat(Files.readString(page)).isEqualTo(BEFORE + "old figures\n" + BEHIND);
        assertThat(folder.resolve("report-test.svg")).doesNotExist();
        assertThat(Path.of("target", "report-test.svg")).hasContent("<svg/>");
    }
}
