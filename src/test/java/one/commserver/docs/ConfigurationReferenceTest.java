package one.commserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;

/// `docs/configuration.md` says what the code says. After a change of a property run this test with
/// `-Ddocs.write=true`, which brings the page up to date.
class ConfigurationReferenceTest {

    private static final Path PAGE = Path.of("docs", "configuration.md");

    @Test
    void pageAndCodeAgree() throws IOException {
        new GeneratedPart(PAGE, "properties", ConfigurationReferenceTest.class)
                .says(ConfigurationReference.asMarkdown());
    }

    @Test
    void eachPropertyHasAMeaning() throws IOException {
        assertThat(ConfigurationReference.asMarkdown()).doesNotContain("|  |");
    }
}
