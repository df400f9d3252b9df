package one.commserver.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// Runs the golden vectors of chapter 3, in the order in which a server checks: identity, key, proof, signature.
class AuthenticationVectorsTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> FIELDS =
            List.of("audience", "nonce", "identity", "timestamp", "instance", "kind", "lane", "session");

    @ParameterizedTest
    @MethodSource("cases")
    void theFirstCheckThatFailsIsTheExpectedOne(Path file) throws IOException {
        JsonNode vector = JSON.readTree(Files.readString(file));

        String stage = firstFailure(vector);

        String expected = required(vector, "expected");
        assertEquals(expected.equals("refused") ? required(vector, "stage") : "none", stage);
        assertTrue(expected.equals("refused") || expected.equals("accepted"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theTranscriptIsByteForByteTheRecordedOne(Path file) throws IOException {
        JsonNode vector = JSON.readTree(Files.readString(file));

        assertArrayEquals(TestBytes.hex(required(vector, "transcript")), transcript(vector).bytes());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aGivenPrivateKeyIsTheIdentitysAndSigns(Path file) throws IOException {
        JsonNode vector = JSON.readTree(Files.readString(file));
        String privateKey = optional(vector, "private_key");
        if (privateKey == null) {
            return;
        }
        Identity identity = Identity.parse(required(vector, "identity"));
        byte[] encoded = Bytes.fromBase64Url(privateKey).toByteArray();

        try (SigningKey key = SigningKey.fromEncoded(identity.algorithm(), encoded)) {
            byte[] message = transcript(vector).bytes();
            String signature = Bytes.of(key.sign(message)).toBase64Url();

            assertEquals(identity, key.identity());
            // The post-quantum signature is hedged: each run makes another one.
            boolean repeatable = identity.algorithm() != SignatureAlgorithm.ML_DSA_65;
            assertEquals(repeatable, signature.equals(required(vector, "signature")));
        }
    }

    @Test
    void eachAlgorithmHasAValidCaseAndHostileOnes() throws IOException {
        for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
            List<String> names =
                    cases().map(file -> file.getFileName().toString())
                            .filter(name -> name.startsWith(algorithm.wireName()))
                            .toList();

            assertTrue(names.contains(algorithm.wireName() + "-valid.json"));
            assertFalse(names.size() < 8, () -> "only " + names);
        }
    }

    private static String firstFailure(JsonNode vector) {
        Identity identity;
        try {
            identity = Identity.parse(required(vector, "identity"));
        } catch (InvalidIdentityException refused) {
            return "identity";
        }
        PublicKey key;
        try {
            String given = optional(vector, "key");
            key = PublicKey.of(identity, given == null ? null : Bytes.fromBase64Url(given));
        } catch (InvalidIdentityException refused) {
            return "key";
        }
        Transcript transcript = transcript(vector);
        if (!transcript.sha256().equalsConstantTime(Bytes.fromBase64Url(required(vector, "proof")))) {
            return "proof";
        }
        byte[] signature = Bytes.fromBase64Url(required(vector, "signature")).toByteArray();
        return key.verify(transcript.bytes(), signature) ? "none" : "signature";
    }

    private static Transcript transcript(JsonNode vector) {
        Transcript transcript = Transcript.labelled("commserver/1 authentication");
        FIELDS.forEach(field -> transcript.add(optional(vector, field)));
        return transcript;
    }

    private static String required(JsonNode vector, String field) {
        return Objects.requireNonNull(optional(vector, field), field);
    }

    private static @Nullable String optional(JsonNode vector, String field) {
        return vector.has(field) ? vector.get(field).asString() : null;
    }

    private static Stream<Path> cases() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList().stream();
        }
    }

    private static Path folder() {
        var found = AuthenticationVectorsTest.class.getResource("/vectors/3-authentication/ed25519-valid.json");
        try {
            return Path.of(Objects.requireNonNull(found).toURI()).resolveSibling(".").normalize();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
