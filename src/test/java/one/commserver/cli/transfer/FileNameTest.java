package one.commserver.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

class FileNameTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "holiday.mp4|holiday.mp4",
                "Ünïcödé ☃.txt|Ünïcödé ☃.txt",
                "../../etc/passwd|_._.._etc_passwd",
                "C:\\Windows\\x|C__Windows_x",
                "/|_",
                "..|file",
                ".|file",
                "``|file",
                "`   `|file",
                ".bashrc|_bashrc",
                "-rf|_rf",
                "~root|_root",
                "a\tb|a_b",
                "CON|_CON",
                "nul.txt|_nul.txt",
                "com7.log|_com7.log",
                "console|console",
                "trailing. . .|trailing",
                "a:b*c?d\"e<f>g|a_b_c_d_e_f_g"
            })
    void aNameBecomesHarmless(String told, String name) {
        assertThat(FileName.harmless(told)).isEqualTo(name);
    }

    @Test
    void whatATerminalWouldObeyIsReplaced() {
        assertThat(FileName.harmless("\u001b[2Ja\u202egpj.exe\n")).isEqualTo("_[2Ja_gpj.exe_");
    }

    @Test
    void aLongNameKeepsItsEnding() {
        String name = FileName.harmless("ä".repeat(500) + ".tar.gz");

        assertThat(name).endsWith("ä.gz");
        assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(190, FileName.MAX_BYTES);
    }

    @Test
    void bothSpellingsOfALetterAreOne() {
        assertThat(FileName.harmless("a\u0308")).isEqualTo("ä");
    }

    @Property(tries = 2000)
    void whateverIsToldIsOneNameInThatDirectory(@ForAll String told) {
        String name = FileName.harmless(told);

        assertThat(name).isNotBlank().doesNotContain("/", "\\", "\0").doesNotStartWith(".").isEqualTo(name.strip());
        assertThat(name.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(FileName.MAX_BYTES);
        assertThat(Path.of("directory").resolve(name).normalize().getParent()).isEqualTo(Path.of("directory"));
        assertThat(FileName.harmless(name)).isEqualTo(name);
    }
}
