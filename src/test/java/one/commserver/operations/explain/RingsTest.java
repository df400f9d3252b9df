package one.commserver.operations.explain;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Identity;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.transport.ClientAddress;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;

/// What is remembered of identities is bounded in every direction.
class RingsTest {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final Rings<Thing> rings = new Rings<>(2, 3, BEGIN);
    private final Identity one = identity();
    private final Identity two = identity();
    private final Identity three = identity();

    private record Thing(int number) implements Rings.Dated {
        @Override
        public Instant at() {
            return BEGIN.plusSeconds(number);
        }
    }

    @Test
    void theOldestThingsGoFirst() {
        for (int thing = 1; thing <= 5; thing++) {
            add(one, thing);
        }

        assertThat(numbers(one)).containsExactly(5, 4, 3);
    }

    @Test
    void whoWasNotHeardOfForLongestIsForgotten() {
        add(one, 1);
        add(two, 2);
        add(one, 3);
        assertThat(rings.complete()).isEqualTo(BEGIN);
        add(three, 4);

        assertThat(numbers(one)).containsExactly(3, 1);
        assertThat(numbers(two)).isEmpty();
        assertThat(numbers(three)).containsExactly(4);
        assertThat(rings.complete()).isEqualTo(BEGIN.plusSeconds(2));
    }

    @Test
    void anAddressThatMakesUpManyForgetsItsOwn() {
        var wide = new Rings<Thing>(64, 3, BEGIN);
        var address = new ClientAddress("192.0.2.7");
        wide.add(one, new ClientAddress("192.0.2.1"), new Thing(1));
        wide.add(two, address, new Thing(2));
        for (int thing = 3; thing < 1000; thing++) {
            wide.add(identity(), address, new Thing(thing));
        }
        wide.add(three, address, new Thing(1000));

        assertThat(wide.of(one)).hasSize(1);
        assertThat(wide.of(two)).isEmpty();
        assertThat(wide.of(three)).hasSize(1);
        assertThat(wide.complete()).isEqualTo(BEGIN.plusSeconds(996));
    }

    private void add(Identity identity, int number) {
        rings.add(identity, null, new Thing(number));
    }

    private List<Integer> numbers(Identity identity) {
        return rings.of(identity).stream().map(Thing::number).toList();
    }

    private static Identity identity() {
        try (SigningKey key = SigningKey.generate(SignatureAlgorithm.ED25519)) {
            return key.identity();
        }
    }
}
