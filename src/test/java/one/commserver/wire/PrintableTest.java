package one.commserver.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {

    @Test
    void ordinaryTextStays() {
        assertThat(Printable.of("Jörgs Telefon 📱", 20)).isEqualTo("Jörgs Telefon 📱");
    }

    @Test
    void lineBreaksEscapesAndInvisibleCharactersAreReplaced() {
        assertThat(Printable.of("a\nb\r\u001b[31mc\u202ed\u2028e\ud800", 20)).isEqualTo("a?b??[31mc?d?e?");
    }

    @Test
    void longTextIsCut() {
        assertThat(Printable.of("📱".repeat(5), 5)).isEqualTo("📱".repeat(5));
        assertThat(Printable.of("📱".repeat(6), 5)).isEqualTo("📱".repeat(5) + "…");
    }
}
