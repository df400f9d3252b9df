package one.commserver.crypto;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import org.junit.jupiter.api.Test;

class SelfTestTest {

    @Test
    void passesHereAndMayBeRunAgain() {
        assertDoesNotThrow(SelfTest::run);
        assertDoesNotThrow(SelfTest::run);
    }
}
