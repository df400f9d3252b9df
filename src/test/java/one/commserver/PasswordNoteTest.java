package one.commserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

class PasswordNoteTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @TempDir private Path folder;

    @Test
    void whoSitsAtATerminalReadsIt() {
        note(true, folder).tell("operator", "xyzzy");

        assertThat(printed()).contains("'operator' has the password xyzzy");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void elsewhereItIsNotPrinted() {
        note(false, folder).tell("operator", "xyzzy");

        assertThat(printed()).isEmpty();
        assertThat(folder.toFile().listFiles())
                .singleElement(InstanceOfAssertFactories.FILE)
                .hasContent("operator:xyzzy\n");
    }

    @Test
    void whereThereIsNoPlaceForItTheServerDoesNotStart() {
        assertThatThrownBy(() -> note(false, folder.resolve("nowhere")).tell("operator", "xyzzy"))
                .hasMessageContaining("commserver.operations.operator-password")
                .hasMessageNotContaining("xyzzy");
    }

    private PasswordNote note(boolean terminal, Path where) {
        return new PasswordNote(terminal, new PrintStream(printed, true, StandardCharsets.UTF_8), where);
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
