package one.commserver.operations.asking.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.crypto.Identity;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.operations.asking.Asking;
import one.commserver.operations.asking.Question;
import one.commserver.registry.NodeId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// What passes between nodes that ask each other is read as it was written, and nothing else is read.
class AskMessageTest {

    private static final NodeId NODE = new NodeId("node-a.1");

    @ParameterizedTest
    @EnumSource
    void questionsAreReadAsTheyWereWritten(SignatureAlgorithm algorithm) {
        Identity identity = identity(algorithm);
        for (Question question :
                List.of(
                        new Question.Explain(identity),
                        new Question.Presence(),
                        new Question.Dismiss(identity, Long.MAX_VALUE))) {
            var asked = new AskMessage.Asked(7, NODE, question);

            assertThat(AskMessage.parse(asked.bytes())).isEqualTo(asked);
        }
    }

    @Test
    void nothingWasRevokedBeforeTimeBegan() {
        var order = new Question.Dismiss(identity(SignatureAlgorithm.ED25519), -1);

        assertThatThrownBy(() -> AskMessage.parse(new AskMessage.Asked(7, NODE, order).bytes()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAnswerKeepsItsSpaces() {
        var answered = new AskMessage.Answered(7, new Asking.Answer(NODE, "{\"a\": \"b c …\"}"));

        assertThat(AskMessage.parse(answered.bytes())).isEqualTo(answered);
    }

    @Test
    void theLargestAnswerFits() {
        var answered = new AskMessage.Answered(7, new Asking.Answer(NODE, "x".repeat(Asking.LARGEST_ANSWER)));
        assertThat(AskMessage.parse(answered.bytes())).isEqualTo(answered);

        var larger =
                new AskMessage.Answered(
                        7, new Asking.Answer(NODE, "x".repeat(Asking.LARGEST_ANSWER + AskMessage.FRAME)));
        assertThatIllegalArgumentException().isThrownBy(() -> AskMessage.parse(larger.bytes()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ask",
                "ask 1 node presence",
                "ask 1 node presence - -",
                "ask one node presence -",
                "ask 1 no*de presence -",
                "ask 1 node explain ed25519:AbCdEfGh",
                "ask 1 node dismiss -",
                "ask 1 node shutdown -",
                "answer",
                "answer 1 node",
                "answer one node {}",
                "answer 1 {cs} {}"
            })
    void nothingElseIsRead(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> AskMessage.parse(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Identity identity(SignatureAlgorithm algorithm) {
        try (SigningKey key = SigningKey.generate(algorithm)) {
            return key.identity();
        }
    }
}
