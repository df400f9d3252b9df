package one.commserver.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class GeneratedPartTest {

    private static final String PAGE =
            """
            # Page

            <!-- fruit: written by GeneratedPartTest -->

            pears

            <!-- end of fruit -->

            <!-- seasons: written by GeneratedPartTest -->

            autumn

            <!-- end of seasons -->
            """;

    @TempDir private Path folder;
    private Path page;

    @BeforeEach
    void write() throws IOException {
        page = Files.writeString(folder.resolve("page.md"), PAGE);
    }

    @Test
    void whatElseIsWrittenStays() throws IOException {
        part("fruit").write("apples\n\nand figs");

        assertThat(page).hasContent(PAGE.replace("pears", "apples\n\nand figs"));
        part("fruit").write("pears");
        assertThat(page).hasContent(PAGE);
    }

    @Test
    @DisabledIfSystemProperty(named = "docs.write", matches = "true", disabledReason = "then it is made to say so")
    void aPageSaysItOrNot() throws IOException {
        part("fruit").says("pears");

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> part("fruit").says("apples"))
                .withMessageContaining("fruit in " + page);
        assertThat(page).hasContent(PAGE);
    }

    @Test
    void aPartThatIsNotThereIsNamed() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> part("nuts").write("almonds"))
                .withMessageContaining("<!-- nuts: written by GeneratedPartTest -->");
        assertThat(page).hasContent(PAGE);
    }

    private GeneratedPart part(String name) {
        return new GeneratedPart(page, name, GeneratedPartTest.class);
    }
}
