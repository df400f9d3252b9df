package one.commserver.client.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.agreement.AgreementSuite;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What chapter 8 says of the encryption is what the code does: names, labels and numbers.
class ProtocolTextTest {

    private final String text;

    ProtocolTextTest() throws IOException {
        text = Files.readString(Path.of("docs", "protocol.md"));
    }

    @Test
    void sizesAreThose() {
        assertThat(text)
                .contains("data frame, at most " + Records.MAX_PAYLOAD + " bytes")
                .contains("at least " + Records.LEAST_GRANT + " bytes in its first `limit`")
                .contains("a plaintext of 1 to " + Records.MAX_PLAINTEXT + " bytes")
                .contains("Before record " + Records.RECORDS_PER_KEY + " (2^20)")
                .contains("| `suites` | list of objects | 1 to " + HandshakeCodec.MAX_SUITES + " |")
                .contains("| `features` | list of names | " + LocalPeer.MAX_FEATURES + " of 1 to 64 |")
                .contains("| `key` | bytes? | 1 to " + HandshakeCodec.MAX_BYTES + " |");
    }

    @ParameterizedTest
    @EnumSource
    void eachSuiteHasItsRow(AgreementSuite suite) {
        assertThat(text).contains("\n| `" + suite.wireName() + "`");
    }

    @ParameterizedTest
    @ValueSource(strings = {Handshake.LABEL, KeySchedule.LABEL, Records.NEXT_KEY, HandshakeCodec.OFFER})
    void eachLabelIsThere(String label) {
        assertThat(text).contains(label);
    }

    @ParameterizedTest
    @EnumSource
    void eachKindHasItsRow(RecordHead.Kind kind) {
        int code = new RecordHead(kind, false, false).encoded();

        assertThat(text).containsIgnoringCase("\n| " + code + " | " + kind.name().replace('_', '-'));
    }
}
