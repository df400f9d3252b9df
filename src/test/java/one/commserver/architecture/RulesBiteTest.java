package one.commserver.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Holds the rules against code that breaks each of them, for a rule that finds nothing looks like one that is kept.
class RulesBiteTest {

    private static final String BASE = "one.commserver.architecture.broken";

    private static final JavaClasses BROKEN = new ClassFileImporter().importPackages(BASE);

    private final ClassRules rules = new ClassRules(BASE);
    private final SourceRules sources = new SourceRules(Path.of("src/test/java/" + BASE.replace('.', '/')), 20, _ -> 0);

    @TestFactory
    Stream<DynamicTest> everyClassRuleFindsAViolation() {
        return rules.all().entrySet().stream()
                .map(rule ->
                        dynamicTest(
                                rule.getKey(),
                                () -> assertThat(rule.getValue().evaluate(BROKEN).hasViolation()).isTrue()));
    }

    @Test
    void aMethodReferenceIsNoWayAroundARule() {
        assertThat(violations("nobody subscribes or blocks but the edge"))
                .anyMatch(violation -> violation.contains("subscribes("))
                .anyMatch(violation -> violation.contains("subscribesByReference()"))
                .anyMatch(violation -> violation.contains("blocks("));
        assertThat(violations("the time comes from a clock that was handed in"))
                .anyMatch(violation -> violation.contains("readsTheClock()"))
                .anyMatch(violation -> violation.contains("readsTheClockByReference()"));
    }

    @Test
    void noMeterIsMadeBehindTheCataloguesBack() {
        assertThat(violations("meters are made of the catalogue"))
                .anyMatch(violation -> violation.contains("countsWhatNobodyHasDescribed("))
                .anyMatch(violation -> violation.contains("countsForTheWholeProcess("))
                .anyMatch(violation -> violation.contains("bindsWhatNobodyHasDescribed("));
    }

    @Test
    void everySourceRuleFindsAViolation() {
        assertThat(sources.packagesThatAreNotNullMarked()).contains("crypto");
        assertThat(sources.packagesWithTooManyFiles()).contains("crypto: 1");
        assertThat(sources.filesThatAreTooLong()).anyMatch(file -> file.contains("DoesWhatItMustNot"));
        assertThat(sources.commentsThatAreTooWide()).anyMatch(line -> line.contains("KnowsCrypto"));
    }

    @Test
    void theTableCarriesAlongWhatAnArrowReaches() {
        assertThat(Arrows.reachable("connection.websocket"))
                .containsExactly("connection", "crypto", "protocol", "wire");
        assertThat(Arrows.reachable("session")).contains("limits", "telemetry").doesNotContain("relay.local", "health");
        assertThat(Arrows.allow("handshake", "session")).isFalse();
    }

    private List<String> violations(String sentence) {
        return rules.all().get(sentence).evaluate(BROKEN).getFailureReport().getDetails();
    }
}
