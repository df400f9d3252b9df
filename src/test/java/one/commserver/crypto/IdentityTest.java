package one.commserver.crypto;

import static one.commserver.crypto.TestBytes.hex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

class IdentityTest {

    private static final String RFC_8032_KEY = "ed25519:11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

    @ParameterizedTest
    @EnumSource
    void parsingReadsBackTheWireForm(SignatureAlgorithm algorithm) {
        try (SigningKey key = SigningKey.generate(algorithm)) {
            Identity identity = key.identity();

            assertEquals(identity, Identity.parse(identity.wire()));
            assertEquals(algorithm.identityLength(), identity.value().length());
            assertTrue(identity.wire().startsWith(algorithm.wireName() + ":"));
            assertEquals(Optional.of(algorithm), SignatureAlgorithm.ofWireName(algorithm.wireName()));
        }
    }

    @Test
    void lengthsAreThoseOfTheStandards() {
        assertEquals(List.of(32, 65, 32), lengths(SignatureAlgorithm::identityLength));
        assertEquals(List.of(32, 65, 1952), lengths(SignatureAlgorithm::publicKeyLength));
        assertEquals(List.of(64, 64, 3309), lengths(SignatureAlgorithm::signatureLength));
    }

    private static List<Integer> lengths(java.util.function.Function<SignatureAlgorithm, Integer> length) {
        return Arrays.stream(SignatureAlgorithm.values()).map(length).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "ed25519",
                "ed25519:",
                "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
                "ED25519:11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
                " ed25519:11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
                "ed25519 :11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
                "ed25519::11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
                "ed25519:11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
                "ed25519:11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURp",
                "ed25519:11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo",
                "ed25519:11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHUQ",
                "ed25519:11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURoA",
                "ecdsa-p256:11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
                "rsa:11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
            })
    void anyOtherSpellingIsRefusedWithoutEcho(String text) {
        assertEquals(RFC_8032_KEY, Identity.parse(RFC_8032_KEY).wire());

        var refused = assertThrows(InvalidIdentityException.class, () -> Identity.parse(text));

        String message = String.valueOf(refused.getMessage());
        assertFalse(message.contains("11qY"), message);
        assertFalse(message.contains("rsa"), message);
    }

    /// All encodings of the eight points of small order, the second spellings included.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0100000000000000000000000000000000000000000000000000000000000000",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "0000000000000000000000000000000000000000000000000000000000000080",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
                "0100000000000000000000000000000000000000000000000000000000000080",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            })
    void ed25519PointsOfSmallOrderAreNoIdentity(String encoded) {
        Bytes value = Bytes.of(hex(encoded));

        assertThrows(InvalidIdentityException.class, () -> new Identity(SignatureAlgorithm.ED25519, value));
    }

    /// y from p to 2^255 - 1: each one a second spelling of a y below 19.
    @Test
    void ed25519CoordinatesAboveThePrimeAreNoIdentity() {
        for (int low = 0xed; low <= 0xff; low++) {
            for (int high : new int[] {0x7f, 0xff}) {
                byte[] encoded = new byte[32];
                Arrays.fill(encoded, (byte) 0xff);
                encoded[0] = (byte) low;
                encoded[31] = (byte) high;

                assertThrows(
                        InvalidIdentityException.class,
                        () -> new Identity(SignatureAlgorithm.ED25519, Bytes.of(encoded)));
            }
        }
    }

    @Test
    void orderIsThatOfTheAsciiBytes() {
        List<Identity> identities = new ArrayList<>();
        for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
            for (int i = 0; i < 8; i++) {
                try (SigningKey key = SigningKey.generate(algorithm)) {
                    identities.add(key.identity());
                }
            }
        }
        List<Identity> byBytes = new ArrayList<>(identities);
        byBytes.sort((left, right) -> Arrays.compareUnsigned(wireBytes(left), wireBytes(right)));

        Collections.sort(identities);

        assertEquals(byBytes, identities);
    }

    private static byte[] wireBytes(Identity identity) {
        return identity.wire().getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void textFormIsShortened() {
        assertEquals("ed25519:11qYAYKx…", Identity.parse(RFC_8032_KEY).toString());
    }
}
