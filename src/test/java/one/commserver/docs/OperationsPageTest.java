package one.commserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// `docs/operations.md` plans with what was measured and names settings that there are. After new measurements run this
/// test with `-Ddocs.write=true`, which brings the table up to date.
class OperationsPageTest {

    private static final Path PAGE = Path.of("docs", "operations.md");
    private static final Pattern PROPERTY = Pattern.compile("`(commserver\\.[a-z.-]+)`");

    @Test
    void capacityIsWhatWasMeasured() throws IOException {
        String measured = Files.readString(Path.of("docs", "benchmarks.md"));

        new GeneratedPart(PAGE, "capacity", OperationsPageTest.class).says(new CapacityTable(measured).asMarkdown());
    }

    @Test
    void eachSettingThatThePageNamesIsThere() throws IOException {
        Set<String> known =
                Pattern.compile("^\\| `(commserver\\.[a-z.-]+)` \\|", Pattern.MULTILINE)
                        .matcher(ConfigurationReference.asMarkdown())
                        .results()
                        .map(row -> row.group(1))
                        .collect(Collectors.toSet());

        assertThat(PROPERTY.matcher(Files.readString(PAGE)).results().map(named -> named.group(1)))
                .isNotEmpty()
                .isSubsetOf(known);
    }

    /// Links within the page and to other pages lead somewhere.
    @Test
    void eachLinkLeadsSomewhere() throws IOException {
        String page = Files.readString(PAGE);
        Set<String> headings =
                Pattern.compile("^#+ (.*)$", Pattern.MULTILINE)
                        .matcher(page)
                        .results()
                        .map(heading -> "#" + heading.group(1).toLowerCase(java.util.Locale.ROOT).replace(' ', '-'))
                        .collect(Collectors.toSet());

        assertThat(Pattern.compile("]\\(([^)]+)\\)").matcher(page).results().map(link -> link.group(1)))
                .isNotEmpty()
                .allSatisfy(link -> {
                    if (link.startsWith("#")) {
                        assertThat(headings).contains(link);
                    } else {
                        assertThat(PAGE.resolveSibling(link.replaceAll("#.*", ""))).exists();
                    }
                });
    }
}
