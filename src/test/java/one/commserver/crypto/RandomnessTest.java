package one.commserver.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

class RandomnessTest {

    @Test
    void bytesHaveTheLengthAskedFor() {
        Randomness.prepare();

        for (int length : new int[] {0, 1, 32, 4096}) {
            assertEquals(length, Randomness.bytes(length).length);
        }
    }

    @Test
    void noThreadIsGivenWhatAnotherGot() {
        Set<Bytes> seen = ConcurrentHashMap.newKeySet();
        int requests = 2 * Randomness.REQUESTS_PER_SEED + 100;

        long fresh =
                IntStream.range(0, requests).parallel().filter(i -> seen.add(Bytes.of(Randomness.bytes(16)))).count();

        assertEquals(requests, fresh);
    }

    @Test
    void reseedingGoesOnWithFreshBytes() {
        Set<Bytes> seen = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            assertTrue(seen.add(Bytes.of(Randomness.bytes(32))));
            Randomness.reseed();
        }
    }

    /// A coarse look, against a generator that is stuck: each of 80,000 bits has an even chance.
    @Test
    void halfOfTheBitsAreSet() {
        int set = 0;
        for (byte value : Randomness.bytes(10_000)) {
            set += Integer.bitCount(value & 0xff);
        }

        // Ten standard deviations (141 each): a false alarm isn't to be expected in the life of the project.
        assertTrue(Math.abs(set - 40_000) < 1_414, "bits set: " + set);
    }
}
