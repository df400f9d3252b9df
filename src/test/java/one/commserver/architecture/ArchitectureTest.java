package one.commserver.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.nio.file.Path;
import java.util.stream.Stream;

/// Holds the server's code against the rules of its architecture.
class ArchitectureTest {

    private static final String BASE = "one.commserver";

    /// A package beyond this has more than one reason to change. The package-info isn't counted.
    private static final int MAXIMAL_FILES = 15;

    /// The messages are sealed families, and the compiler wants such a family in one package.
    private static final int MAXIMAL_FILES_OF_PROTOCOL = 30;

    private static final int MAXIMAL_LINES = 400;

    private final SourceRules sources =
            new SourceRules(
                    Path.of("src/main/java"),
                    MAXIMAL_LINES,
                    path -> path.endsWith("protocol") ? MAXIMAL_FILES_OF_PROTOCOL : MAXIMAL_FILES);

    @TestFactory
    Stream<DynamicTest> classesKeepTheRules() {
        JavaClasses classes =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages(BASE);
        return new ClassRules(BASE)
                .all().entrySet().stream()
                        .map(rule -> dynamicTest(rule.getKey(), () -> rule.getValue().check(classes)));
    }

    @TestFactory
    Stream<DynamicTest> noArrowLeadsBack() {
        return Arrows.packages().stream()
                .map(name -> dynamicTest(name, () -> assertThat(Arrows.reachable(name)).doesNotContain(name)));
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(sources.packagesThatAreNotNullMarked()).isEmpty();
    }

    @Test
    void noPackageHasTooManyFiles() {
        assertThat(sources.packagesWithTooManyFiles()).isEmpty();
    }

    @Test
    void noFileIsTooLong() {
        assertThat(sources.filesThatAreTooLong()).isEmpty();
    }

    @Test
    void noCommentIsTooWide() {
        assertThat(sources.commentsThatAreTooWide()).isEmpty();
    }
}
