package one.commserver.protocol.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.crypto.sealing.OpeningFailedException;
import one.commserver.crypto.sealing.Sealed;
import one.commserver.crypto.sealing.SealingKeyPair;
import one.commserver.crypto.sealing.SealingSuite;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/// What a server may try with sealed objects.
class SealedObjectTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final SigningKey ALICE = SigningKey.generate(SignatureAlgorithm.ED25519);
    private static final SigningKey MALLORY = SigningKey.generate(SignatureAlgorithm.ED25519);
    private static final Identity BOB = SigningKey.generate(SignatureAlgorithm.ECDSA_P256).identity();
    private static final Identity EVE = SigningKey.generate(SignatureAlgorithm.ECDSA_P256).identity();
    private static final SealingKeyPair BOBS = SealingKeyPair.generate(SealingSuite.X25519);
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    private static SealedObject object(ObjectPart part) {
        return SealedObject.seal(ALICE, BOB, BOBS.publicKey(), part, HELLO);
    }

    @Property(tries = 60)
    void whatIsSealedIsReadAndOpened(
            @ForAll SignatureAlgorithm by,
            @ForAll SignatureAlgorithm to,
            @ForAll @Size(max = 2000) byte[] plaintext,
            @ForAll @IntRange(min = 1, max = ObjectPart.MAX_PARTS) int one,
            @ForAll @IntRange(min = 1, max = ObjectPart.MAX_PARTS) int other) {
        try (SigningKey sender = SigningKey.generate(by);
                SigningKey receiver = SigningKey.generate(to)) {
            ObjectPart part = ObjectPart.first("a", Math.max(one, other), NOW).at(Math.min(one, other));
            SealedObject sealed = SealedObject.seal(sender, receiver.identity(), BOBS.publicKey(), part, plaintext);

            SealedObject read = SealedObject.decode(sealed.encoded());

            assertThat(read).isEqualTo(sealed);
            assertThat(read.isSigned()).isTrue();
            assertThat(read.open(BOBS)).isEqualTo(plaintext);
            assertThat(read.encoded().length() - plaintext.length).isLessThanOrEqualTo(SealedObject.overhead(by));
        }
    }

    /// A sample of bits, of a fresh object each time.
    @Property(tries = 400)
    void noFlippedBitIsTakenForTheSame(@ForAll @IntRange(max = 1_000_000) int any) {
        byte[] whole = object(ObjectPart.single("note", NOW)).encoded().toByteArray();
        int bit = any % (whole.length * Byte.SIZE);
        whole[bit / 8] ^= (byte) (1 << (bit % 8));

        assertNeverGood(Bytes.of(whole));
    }

    @Test
    void noDamagedByteAndNoCutIsTakenForTheSame() {
        byte[] whole = SealingVectors.one("objects/ed25519.json").bytes("object").toByteArray();
        for (int i = 0; i < whole.length; i++) {
            for (int bit : new int[] {0x01, 0x80, 0xff}) {
                byte[] damaged = whole.clone();
                damaged[i] ^= (byte) bit;
                assertNeverGood(Bytes.of(damaged));
            }
            assertNeverGood(Bytes.of(Arrays.copyOf(whole, i)));
        }
    }

    @Property(tries = 300)
    void noBytesMakeTheReaderThrowAnythingElse(@ForAll @Size(max = 200) byte[] tail) {
        byte[] label = SealedObject.LABEL.getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[4 + label.length + tail.length];
        whole[3] = (byte) label.length;
        System.arraycopy(label, 0, whole, 4, label.length);
        System.arraycopy(tail, 0, whole, 4 + label.length, tail.length);

        assertNeverGood(Bytes.of(whole));
        assertNeverGood(Bytes.of(tail));
    }

    private static void assertNeverGood(Bytes damaged) {
        try {
            SealedObject read = SealedObject.decode(damaged);
            assertThat(read.encoded()).isEqualTo(damaged);
            assertThat(read.isSigned()).isFalse();
        } catch (InvalidSealedObjectException refused) {
            assertThat(refused.sentence()).endsWith(".");
        }
    }

    @Test
    void anObjectIsAboutWhatItSaysOnly() {
        SealedObject object = object(ObjectPart.first("note", 3, NOW).at(2));

        assertThat(object.isAbout(ALICE.identity(), BOB, "note", 2, 3)).isTrue();
        assertThat(object.isAbout(MALLORY.identity(), BOB, "note", 2, 3)).isFalse();
        assertThat(object.isAbout(BOB, BOB, "note", 2, 3)).isFalse();
        assertThat(object.isAbout(ALICE.identity(), EVE, "note", 2, 3)).isFalse();
        assertThat(object.isAbout(ALICE.identity(), ALICE.identity(), "note", 2, 3)).isFalse();
        assertThat(object.isAbout(ALICE.identity(), BOB, "Note", 2, 3)).isFalse();
        assertThat(object.isAbout(ALICE.identity(), BOB, "note", 1, 3)).isFalse();
        assertThat(object.isAbout(ALICE.identity(), BOB, "note", 2, 2)).isFalse();
    }

    /// The same sender, receiver, id and number of parts: only the series tells the two apart.
    @Test
    void partsOfTwoObjectsAreNotMixed() {
        ObjectPart first = ObjectPart.first("note", 2, NOW);
        ObjectPart second = ObjectPart.first("note", 2, NOW);

        assertThat(object(first).isOfOneObjectWith(object(first.at(2)))).isTrue();
        assertThat(object(first).isOfOneObjectWith(object(second.at(2)))).isFalse();
        ObjectPart longer = new ObjectPart("note", first.series(), 2, 3, NOW);
        ObjectPart renamed = new ObjectPart("note-2", first.series(), 2, 2, NOW);
        assertThat(object(first).isOfOneObjectWith(object(longer))).isFalse();
        assertThat(object(first).isOfOneObjectWith(object(renamed))).isFalse();
        SealedObject others = SealedObject.seal(MALLORY, BOB, BOBS.publicKey(), first.at(2), HELLO);
        assertThat(object(first).isOfOneObjectWith(others)).isFalse();
        SealedObject away = SealedObject.seal(ALICE, MALLORY.identity(), BOBS.publicKey(), first.at(2), HELLO);
        assertThat(object(first).isOfOneObjectWith(away)).isFalse();
    }

    @Test
    void swappedIdsAreNoticed() {
        SealedObject one = object(ObjectPart.single("one", NOW));
        SealedObject two = object(ObjectPart.single("two", NOW));

        SealedObject renamed =
                new SealedObject(one.to(), one.sender(), one.receiver(), two.part(), one.sealed(), one.signature());

        assertThat(one.isAbout(ALICE.identity(), BOB, "two", 1, 1)).isFalse();
        assertThat(renamed.isAbout(ALICE.identity(), BOB, "two", 1, 1)).isTrue();
        assertThat(renamed.isSigned()).isFalse();
        assertThatExceptionOfType(OpeningFailedException.class).isThrownBy(() -> renamed.open(BOBS));
    }

    @Test
    void aThiefOfACiphertextHasNothingOfIt() {
        SealedObject stolen = object(ObjectPart.single("note", NOW));

        SealedObject passedOff = SealedObject.sign(MALLORY, BOB, stolen.to(), stolen.part(), stolen.sealed());

        assertThat(passedOff.isSigned()).isTrue();
        assertThatExceptionOfType(OpeningFailedException.class).isThrownBy(() -> passedOff.open(BOBS));
    }

    @Test
    void anotherReceiverCanNotOpenIt() {
        SealedObject object = object(ObjectPart.single("note", NOW));
        try (SealingKeyPair other = SealingKeyPair.generate(SealingSuite.X25519)) {
            assertThatExceptionOfType(OpeningFailedException.class).isThrownBy(() -> object.open(other));
            SealedObject readdressed = SealedObject.sign(ALICE, BOB, other.publicKey(), object.part(), object.sealed());
            assertThatExceptionOfType(OpeningFailedException.class).isThrownBy(() -> readdressed.open(other));
        }
    }

    @Test
    void aClosedPairIsNotAFailedOpening() {
        SealingKeyPair pair = SealingKeyPair.generate(SealingSuite.X25519);
        SealedObject object = SealedObject.seal(ALICE, BOB, pair.publicKey(), ObjectPart.single("note", NOW), HELLO);
        pair.close();

        assertThatThrownBy(() -> object.open(pair)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @EnumSource
    void theOverheadIsTheMostThereIs(SignatureAlgorithm algorithm) {
        ObjectPart longest = ObjectPart.first("x".repeat(64), 100_000, NOW).at(100_000);
        try (SigningKey sender = SigningKey.generate(algorithm)) {
            SealedObject object = SealedObject.seal(sender, BOB, BOBS.publicKey(), longest, HELLO);

            assertThat(object.encoded().length() - HELLO.length).isEqualTo(SealedObject.overhead(algorithm));
        }
    }

    @Test
    void onlyWhatKeepsTheRulesIsMade() {
        Bytes series = Bytes.of(new byte[16]);
        refused(() -> new ObjectPart("", series, 1, 1, NOW));
        refused(() -> new ObjectPart("x".repeat(65), series, 1, 1, NOW));
        refused(() -> new ObjectPart("a\n", series, 1, 1, NOW));
        refused(() -> new ObjectPart("a", Bytes.of(new byte[15]), 1, 1, NOW));
        refused(() -> new ObjectPart("a", series, 0, 1, NOW));
        refused(() -> new ObjectPart("a", series, 2, 1, NOW));
        refused(() -> new ObjectPart("a", series, 1, 100_001, NOW));
        for (Instant moment : List.of(NOW.plusNanos(1), Instant.MAX, Instant.MIN)) {
            refused(() -> new ObjectPart("a", series, 1, 1, moment));
        }
        SealedObject good = object(ObjectPart.single("note", NOW));
        Sealed tagless = new Sealed(good.sealed().encapsulation(), Bytes.of(new byte[15]));
        refused(() -> SealedObject.sign(ALICE, BOB, good.to(), good.part(), tagless));
    }

    private static void refused(Runnable making) {
        assertThatExceptionOfType(InvalidSealedObjectException.class)
                .isThrownBy(making::run)
                .satisfies(refused -> assertThat(refused.sentence()).endsWith("."));
    }

    @Test
    void anObjectShowsNothingOfItsContent() {
        SealedObject object = object(ObjectPart.single("note", NOW));

        assertThat(object).hasToString("SealedObject[part 1 of 1 from " + ALICE.identity() + " for " + BOB + "]");
    }
}
