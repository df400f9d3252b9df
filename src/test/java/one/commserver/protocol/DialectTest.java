package one.commserver.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import one.commserver.protocol.Vectors.Case;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Locale;

class DialectTest {

    @ParameterizedTest
    @MethodSource("cases")
    void theFirstFrameDecidesAsTheVectorSays(Case vector) {
        String answer =
                switch (Dialect.of(vector.text("text"))) {
                    case Dialect.Known known -> known.name();
                    case Dialect.None none -> "none, " + none.reason();
                };

        String reason = vector.text("reason", "");
        String expected = vector.text("dialect") + (reason.isEmpty() ? "" : ", " + reason);
        assertEquals(expected, answer.toLowerCase(Locale.ROOT));
    }

    @Property
    void anyTextHasAnAnswer(@ForAll String text) {
        assertNotNull(Dialect.of(text));
    }

    static List<Case> cases() {
        return Vectors.below("1", "1-door");
    }
}
