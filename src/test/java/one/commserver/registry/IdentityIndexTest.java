package one.commserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Identity;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;

import org.junit.jupiter.api.Test;

import java.util.Set;

class IdentityIndexTest {

    private final Identity alice = SigningKey.generate(SignatureAlgorithm.ED25519).identity();
    private final Identity bob = SigningKey.generate(SignatureAlgorithm.ED25519).identity();
    private final IdentityIndex<String> index = new IdentityIndex<>();

    @Test
    void whoIsAddedTwiceIsThereOnce() {
        index.add(alice, "one");
        index.add(alice, "one");
        assertThat(index.all()).containsExactly("one");

        index.remove(alice, "one");
        assertThat(index.of(alice)).isEmpty();
    }

    @Test
    void eachIdentityHasItsOwn() {
        index.add(alice, "one");
        index.add(alice, "two");
        index.add(bob, "three");

        assertThat(index.of(alice)).containsExactlyInAnyOrder("one", "two");
        assertThat(index.of(bob)).containsExactly("three");
        assertThat(index.all()).containsExactlyInAnyOrder("one", "two", "three");
    }

    @Test
    void whoIsNotThereIsNotRemoved() {
        index.add(alice, "one");

        index.remove(alice, "two");
        index.remove(bob, "one");

        assertThat(index.of(alice)).containsExactly("one");
        assertThat(index.of(bob)).isEmpty();
    }

    @Test
    void whatWasGivenOutDoesNotChange() {
        index.add(alice, "one");
        Set<String> before = index.of(alice);

        index.add(alice, "two");
        Set<String> between = index.of(alice);
        index.remove(alice, "one");

        assertThat(before).containsExactly("one");
        assertThat(between).containsExactlyInAnyOrder("one", "two");
        assertThat(index.of(alice)).containsExactly("two");
    }

    @Test
    void theLastOneLeavesNothingBehind() {
        index.add(alice, "one");
        index.add(alice, "two");
        index.remove(alice, "one");
        assertThat(index.identities()).isEqualTo(1);

        index.remove(alice, "two");

        assertThat(index.identities()).isZero();
        index.add(alice, "three");
        assertThat(index.of(alice)).containsExactly("three");
    }
}
