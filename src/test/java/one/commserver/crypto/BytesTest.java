package one.commserver.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;

class BytesTest {

    @Test
    void base64UrlReadsBackWhatItWrote() {
        Random random = new Random(1);
        for (int length = 0; length < 100; length++) {
            byte[] content = new byte[length];
            random.nextBytes(content);

            String text = Bytes.of(content).toBase64Url();

            assertArrayEquals(content, Bytes.fromBase64Url(text).toByteArray());
        }
    }

    @Test
    void base64UrlUsesTheUrlAlphabetWithoutPadding() {
        assertEquals("-_8", Bytes.of(new byte[] {(byte) 0xfb, (byte) 0xff}).toBase64Url());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AA==",
                "AA=",
                "AAA=",
                "A",
                "AAAAA",
                "AB",
                "Af",
                "AAB",
                "AAF",
                "+_8",
                "-/8",
                "AA\n",
                " AA",
                "AA ",
                "A A",
                "AAÄ",
                "ＡＡ",
                "AA%3D%3D",
                "=",
                "===="
            })
    void secondSpellingsAreRefusedWithoutEcho(String text) {
        var refused = assertThrows(IllegalArgumentException.class, () -> Bytes.fromBase64Url(text));

        assertEquals("not strict base64url", refused.getMessage());
        assertNull(refused.getCause());
    }

    @Test
    void eachTextHasOneValueAndEachValueOneText() {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int accepted = 0;
        for (int i = 0; i < 64 * 64; i++) {
            String text = "" + alphabet.charAt(i / 64) + alphabet.charAt(i % 64);
            try {
                Bytes.fromBase64Url(text);
                accepted++;
            } catch (IllegalArgumentException unusedBits) {
                // Only 256 of the 4096 texts name a byte.
            }
        }

        assertEquals(256, accepted);
    }

    @Test
    void contentCantBeChangedFromOutside() {
        byte[] given = {1, 2, 3};
        Bytes bytes = Bytes.of(given);

        given[0] = 9;
        bytes.toByteArray()[1] = 9;

        assertArrayEquals(new byte[] {1, 2, 3}, bytes.toByteArray());
    }

    @Test
    void equalityIsByContent() {
        Bytes bytes = Bytes.of(new byte[] {1, 2});

        assertEquals(bytes, Bytes.of(new byte[] {1, 2}));
        assertEquals(bytes.hashCode(), Bytes.of(new byte[] {1, 2}).hashCode());
        assertNotEquals(bytes, Bytes.of(new byte[] {1, 3}));
        assertTrue(bytes.equalsConstantTime(Bytes.of(new byte[] {1, 2})));
        assertFalse(bytes.equalsConstantTime(Bytes.of(new byte[] {1, 3})));
        assertFalse(bytes.equalsConstantTime(Bytes.of(new byte[] {1, 2, 0})));
    }

    @Test
    void textFormShowsTheLengthOnly() {
        assertEquals("Bytes[3]", Bytes.of(new byte[] {1, 2, 3}).toString());
        assertEquals(3, Bytes.of(new byte[] {1, 2, 3}).length());
    }
}
