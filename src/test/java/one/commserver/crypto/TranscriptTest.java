package one.commserver.crypto;

import static one.commserver.crypto.TestBytes.ascii;
import static one.commserver.crypto.TestBytes.hex;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class TranscriptTest {

    @Test
    void eachFieldStandsAfterItsLength() {
        byte[] written = Transcript.labelled("ab").add("é").add((String) null).add(new byte[] {9}).add("").bytes();

        assertArrayEquals(
                hex("00000002" + "6162" + "00000002" + "c3a9" + "00000000" + "00000001" + "09" + "00000000"), written);
    }

    /// All lists of up to three fields from an alphabet chosen to collide: contents that look like lengths, and fields
    /// that make up one another.
    @Test
    void noTwoListsOfFieldsGiveTheSameBytes() {
        List<String> fields = List.of("", "a", "aa", "\0", "\0\0\0\1", "\0\0\0\1a", "\0\0\0\0");
        Map<Bytes, List<String>> seen = new HashMap<>();
        for (List<String> list : lists(fields)) {
            Transcript transcript = Transcript.labelled("label");
            list.forEach(transcript::add);

            List<String> earlier = seen.put(Bytes.of(transcript.bytes()), list);

            assertTrue(earlier == null, () -> list + " and " + earlier);
        }
        assertEquals(1 + 7 + 49 + 343, seen.size());
    }

    private static List<List<String>> lists(List<String> fields) {
        List<List<String>> all = new ArrayList<>();
        all.add(List.of());
        for (int start = 0, length = 0; length < 3; length++) {
            int end = all.size();
            for (; start < end; start++) {
                for (String field : fields) {
                    List<String> longer = new ArrayList<>(all.get(start));
                    longer.add(field);
                    all.add(longer);
                }
            }
        }
        return all;
    }

    @Test
    void labelsSeparatePurposes() {
        byte[] one = Transcript.labelled("commserver/1 authentication").add("field").bytes();
        byte[] other = Transcript.labelled("commserver/1 pairing").add("field").bytes();

        assertTrue(!Bytes.of(one).equals(Bytes.of(other)));
        assertThrows(IllegalArgumentException.class, () -> Transcript.labelled(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"high \ud83d", "\ude00 low", "\ude00\ud83d", "\ud83d\ud83d\ude00"})
    void unpairedSurrogatesAreRefused(String text) {
        Transcript transcript = Transcript.labelled("label");

        assertThrows(IllegalArgumentException.class, () -> transcript.add(text));
        assertArrayEquals(Transcript.labelled("label").bytes(), transcript.bytes());
    }

    @Test
    void pairedSurrogatesAreFourBytes() {
        byte[] written = Transcript.labelled("l").add("\ud83d\ude00").bytes();

        assertArrayEquals(hex("000000016c" + "00000004" + "f09f9880"), written);
    }

    @Test
    void composedAndDecomposedTextDiffer() {
        byte[] composed = Transcript.labelled("l").add("é").bytes();
        byte[] decomposed = Transcript.labelled("l").add("e\u0301").bytes();

        assertTrue(!Bytes.of(composed).equals(Bytes.of(decomposed)));
    }

    @Test
    void digestIsThatOfTheBytes() {
        Transcript transcript = Transcript.labelled("label").add("field");

        assertEquals(Digests.sha256(transcript.bytes()), transcript.sha256());
        assertEquals(
                Bytes.of(hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")),
                Digests.sha256(ascii("abc")));
    }
}
