package one.commserver.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {

    @ParameterizedTest
    @CsvSource({"'24 132\n',132", "24 40,40", "0 0,80", "'',80", "stty: no terminal,80", "24 999999,80"})
    void theWidthIsReadOrGuessed(String size, int columns) {
        assertThat(Terminal.columns(size)).isEqualTo(columns);
    }
}
