package one.commserver.protocol.invite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.PublicKey;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.crypto.Transcript;
import one.commserver.protocol.WireTime;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The golden vectors of invites and of what is signed when they are used.
class InviteVectorsTest {

    private static final Path ROOT = Path.of("src", "test", "resources", "vectors", "7-pairing");

    @ParameterizedTest
    @MethodSource("accepted")
    void anInviteIsReadAsTheVectorSays(String name) throws IOException {
        JsonNode vector = vector("invites/" + name);

        Invite invite = Invite.decode(bytes(vector, "signed_invite"));

        assertTrue(invite.isSigned());
        assertEquals(text(vector, "id"), invite.id().toBase64Url());
        assertEquals(text(vector, "inviter"), invite.inviter().identity().wire());
        assertEquals(text(vector, "server"), invite.server());
        assertEquals(text(vector, "expires"), WireTime.format(invite.expires()));
        assertEquals(vector.required("uses").intValue(), invite.uses());
        assertEquals(text(vector, "trust_level"), invite.trustLevel());
        assertEquals(text(vector, "signature"), invite.signature().toBase64Url());
        assertArrayEquals(HexFormat.of().parseHex(text(vector, "signed")), invite.signedBytes());
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void theSameInviteIsMadeFromTheKeys(String name) throws IOException {
        JsonNode vector = vector("invites/" + name);
        Identity identity = Identity.parse(text(vector, "inviter"));
        try (InviteSecret secret = InviteSecret.ofSeed(bytes(vector, "secret").toByteArray());
                SigningKey inviter =
                        SigningKey.fromEncoded(
                                identity.algorithm(), bytes(vector, "inviter_private_key").toByteArray())) {
            Invite invite =
                    Invite.sign(
                            secret,
                            inviter,
                            text(vector, "server"),
                            WireTime.parse(text(vector, "expires")),
                            vector.required("uses").intValue(),
                            text(vector, "trust_level"));

            assertArrayEquals(HexFormat.of().parseHex(text(vector, "signed")), invite.signedBytes());
            // ml-dsa-65 signatures are hedged: another one each time
            if (identity.algorithm() == SignatureAlgorithm.ED25519) {
                assertEquals(text(vector, "signed_invite"), invite.encoded().toBase64Url());
            }
            assertTrue(Invite.decode(invite.encoded()).isSigned());
        }
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatIsNotAnInviteIsRefused(String name) throws IOException {
        Bytes encoded = bytes(vector("invites/" + name), "signed_invite");

        var refusal = assertThrows(InvalidInviteException.class, () -> Invite.decode(encoded));

        assertTrue(refusal.sentence().endsWith("."), refusal.sentence());
    }

    @ParameterizedTest
    @MethodSource("unsigned")
    void aSignatureThatDoesNotHoldShows(String name) throws IOException {
        assertFalse(Invite.decode(bytes(vector("invites/" + name), "signed_invite")).isSigned());
    }

    @Test
    void noBytesMakeTheReaderThrowAnythingElse() throws IOException {
        byte[] whole = bytes(vector("invites/ed25519.json"), "signed_invite").toByteArray();
        for (int i = 0; i < whole.length; i++) {
            for (int bit : new int[] {0x01, 0x80, 0xff}) {
                byte[] damaged = whole.clone();
                damaged[i] ^= (byte) bit;
                assertNeverGood(Bytes.of(damaged));
            }
            assertNeverGood(Bytes.of(java.util.Arrays.copyOf(whole, i)));
        }
    }

    private static void assertNeverGood(Bytes damaged) {
        try {
            assertFalse(Invite.decode(damaged).isSigned());
        } catch (InvalidInviteException refused) {
            assertFalse(refused.sentence().isEmpty());
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void aTranscriptIsTheVectors(String name) throws IOException {
        JsonNode vector = vector("transcripts/" + name + ".json");
        Bytes invite = bytes(vector, "invite");
        Identity inviter = Identity.parse(text(vector, "inviter"));
        Identity joiner = Identity.parse(text(vector, "joiner"));

        Transcript transcript =
                switch (name) {
                    case "invite" -> PairingTranscripts.invite(bytes(vector, "challenge"), inviter, joiner, invite);
                    case "identity" -> PairingTranscripts.identity(bytes(vector, "challenge"), inviter, joiner, invite);
                    case "discovery" -> PairingTranscripts.discovery(invite, inviter, joiner);
                    default -> PairingTranscripts.opening(invite, inviter, joiner);
                };

        assertArrayEquals(HexFormat.of().parseHex(text(vector, "transcript")), transcript.bytes());
        PublicKey signer =
                name.equals("identity")
                        ? PublicKey.of(joiner, null)
                        : PublicKey.of(new Identity(SignatureAlgorithm.ED25519, invite), null);
        assertTrue(signer.verify(transcript.bytes(), bytes(vector, "signature").toByteArray()));
    }

    @Test
    void aSecretShowsNothingAndIsGoneWhenClosed() {
        InviteSecret secret = InviteSecret.generate();
        String seed = Bytes.of(secret.seed()).toBase64Url();

        assertFalse(secret.toString().toLowerCase(Locale.ROOT).contains(seed.toLowerCase(Locale.ROOT)));
        secret.close();
        assertThrows(IllegalStateException.class, secret::seed);
    }

    static List<String> accepted() throws IOException {
        return names("accepted");
    }

    static List<String> refused() throws IOException {
        return names("refused");
    }

    static List<String> unsigned() throws IOException {
        return names("unsigned");
    }

    static List<String> transcripts() {
        return List.of("invite", "identity", "opening", "discovery");
    }

    private static List<String> names(String expected) throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("invites"))) {
            List<String> names = files.map(file -> file.getFileName().toString()).sorted().toList();
            return names.stream().filter(name -> text(vector("invites/" + name), "expected").equals(expected)).toList();
        }
    }

    private static JsonNode vector(String path) {
        try {
            return JsonMapper.shared().readTree(Files.readString(ROOT.resolve(path)));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String text(JsonNode vector, String field) {
        return vector.required(field).stringValue();
    }

    private static Bytes bytes(JsonNode vector, String field) {
        return Bytes.fromBase64Url(text(vector, field));
    }
}
