package one.commserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;

/// The packaged server says what it is made of.
class SbomIT {

    private static final String BILL = "META-INF/sbom/application.cdx.json";
    private static final String LIBRARIES = "BOOT-INF/lib/";

    /// Comes with the packaging, as what lets the jar be extracted.
    private static final String OF_THE_PACKAGING = "spring-boot-jarmode-";

    /// Names other libraries and has nothing in itself, so it isn't packaged.
    private static final String WITHOUT_CONTENT = "spring-boot-starter-";

    private static final Pattern CLASSIFIER = Pattern.compile("[?&]classifier=([^&]+)");

    private static List<String> packaged;
    private static List<JsonNode> components;
    private static JsonNode whole;

    @BeforeAll
    static void read() throws IOException {
        try (var jar = new JarFile(System.getProperty("commserver.jar"))) {
            packaged =
                    jar.stream()
                            .map(ZipEntry::getName)
                            .filter(name -> name.startsWith(LIBRARIES) && name.endsWith(".jar"))
                            .map(name -> name.substring(LIBRARIES.length()))
                            .filter(name -> !name.startsWith(OF_THE_PACKAGING))
                            .toList();
            ZipEntry bill = jar.getEntry(BILL);
            // an offline build makes none; one that was made before stays until `clean`
            assumeTrue(
                    bill != null || !"offline true".equals(System.getProperty("build.mode")), "the build was offline");
            assertThat(bill).isNotNull();
            try (InputStream content = jar.getInputStream(bill)) {
                whole = JsonMapper.shared().readTree(content);
            }
        }
        components = whole.path("components").valueStream().toList();
    }

    @Test
    void itNamesEachLibraryThatIsShippedAndNoOther() {
        assertThat(packaged).hasSizeGreaterThan(50);

        assertThat(components.stream().map(SbomIT::fileName).filter(name -> !name.startsWith(WITHOUT_CONTENT)))
                .containsExactlyInAnyOrderElementsOf(packaged);
    }

    @Test
    void eachHasAHashAndALicence() {
        assertThat(components)
                .allSatisfy(component -> {
                    assertThat(component.path("hashes")).as(component.path("purl").asString()).isNotEmpty();
                    assertThat(component.path("licenses")).as(component.path("purl").asString()).isNotEmpty();
                });
    }

    @Test
    void itSaysWhoseItIs() {
        assertThat(whole.path("bomFormat").asString()).isEqualTo("CycloneDX");
        assertThat(whole.at("/metadata/component/name").asString()).isEqualTo("commserver");
        assertThat(whole.at("/metadata/component/licenses/0/license/id").asString()).isEqualTo("Apache-2.0");
    }

    private static String fileName(JsonNode component) {
        var classifier = CLASSIFIER.matcher(component.path("purl").asString());
        return component.path("name").asString()
                + '-'
                + component.path("version").asString()
                + (classifier.find() ? '-' + classifier.group(1) : "")
                + ".jar";
    }
}
