package one.commserver.client.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.client.encryption.KeySchedule.Role;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.crypto.agreement.AgreementSuite;
import one.commserver.crypto.agreement.RandomSource;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/// The golden vectors of the encryption: both ends, from the random bytes that they draw to the records behind two
/// changes of the key. A change on purpose: run with `-Dvectors.write=true`, and check the new ones elsewhere.
class EncryptionVectorsTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path FOLDER = Path.of("src", "test", "resources", "vectors", "8-encryption");
    private static final HexFormat HEX = HexFormat.of();
    private static final int RECORDS_PER_KEY = 2;

    @ParameterizedTest
    @EnumSource
    void bothEndsDoWhatTheVectorSays(AgreementSuite suite) throws IOException {
        Path file = FOLDER.resolve(suite.wireName() + ".json");
        ObjectNode made = play(suite);
        if (Boolean.getBoolean("vectors.write")) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(made) + "\n");
        }

        JsonNode expected = JSON.readTree(Files.readString(file));

        assertThat(JSON.readTree(made.toString())).isEqualTo(expected);
    }

    private static ObjectNode play(AgreementSuite suite) {
        ObjectNode vector = JSON.createObjectNode();
        LocalPeer initiator = peer(1, "phone-1", suite == AgreementSuite.X25519 ? List.of(suite) : Peers.BOTH);
        LocalPeer acceptor = peer(2, "desk-1", Peers.BOTH);
        var initiatorRandom = new Counting(0x10);
        var acceptorRandom = new Counting(0x80);
        var initiating = new InitiatorHandshake(initiator, Peers.seen(acceptor), initiatorRandom, RECORDS_PER_KEY);
        var accepting = new AcceptorHandshake(acceptor, Peers.seen(initiator), acceptorRandom, RECORDS_PER_KEY);

        byte[] offer = initiating.offer();
        byte[] params = accepting.params(offer);
        byte[] body = HandshakeCodec.params(params).body().toByteArray();
        byte[] signedByAcceptor = accepting.transcript(Role.ACCEPTOR, offer, body).bytes();
        byte[] signedByInitiator = initiating.transcript(Role.INITIATOR, offer, params).bytes();
        InitiatorHandshake.Finished finished = initiating.params(params);
        Encryption accepted = accepting.confirmed(finished.confirm());

        vector.put("suite", suite.wireName());
        vector.put("records_per_key", RECORDS_PER_KEY);
        put(vector.putObject("initiator"), initiator, initiatorRandom);
        put(vector.putObject("acceptor"), acceptor, acceptorRandom);
        vector.put("offer", Peers.text(offer));
        vector.put("body", Peers.text(body));
        vector.put("acceptor_signs", HEX.formatHex(signedByAcceptor));
        vector.put("params", Peers.text(params));
        vector.put("initiator_signs", HEX.formatHex(signedByInitiator));
        vector.put("confirm", Peers.text(finished.confirm()));
        records(vector.putArray("initiator_records"), finished.encryption(), accepted, "hello");
        records(vector.putArray("acceptor_records"), accepted, finished.encryption(), "welcome");
        return vector;
    }

    private static void put(ObjectNode object, LocalPeer peer, Counting random) {
        object.put("private_key", Bytes.of(peer.key().encoded()).toBase64Url());
        object.put("identity", peer.key().identity().wire());
        object.put("instance", peer.instance());
        ArrayNode drawn = object.putArray("random");
        random.drawn.forEach(drawn::add);
    }

    /// A text, four parts of it that a change of the key lies between, a sign of life, and the end.
    private static void records(ArrayNode records, Encryption from, Encryption to, String text) {
        var part = new RecordHead(RecordHead.Kind.BINARY, false, true);
        List<ByteBuffer> plaintexts =
                List.of(
                        Peers.message(text),
                        ByteBuffer.wrap(new byte[] {part.encoded(), 1, 2}),
                        ByteBuffer.wrap(new byte[] {part.withMore(false).encoded(), 3}),
                        ByteBuffer.wrap(new byte[] {RecordHead.KEEP_ALIVE.encoded()}),
                        Peers.end());
        for (ByteBuffer plaintext : plaintexts) {
            ByteBuffer record = from.sealer().seal(plaintext.duplicate());
            records.addObject()
                    .put("plaintext", HEX.formatHex(Peers.bytes(plaintext)))
                    .put("record", HEX.formatHex(Peers.bytes(record)));
            assertThat(to.opener().open(record)).isEqualTo(plaintext);
        }
    }

    private static LocalPeer peer(int number, String instance, List<AgreementSuite> suites) {
        byte[] seed = new byte[32];
        seed[0] = (byte) number;
        SigningKey key = SigningKey.fromEncoded(SignatureAlgorithm.ED25519, seed);
        return new LocalPeer(key, instance, suites, Set.of("deflate"), 1024 * 1024);
    }

    /// Draws 0, 1, 2 and so on from a start, and remembers what was drawn.
    private static final class Counting implements RandomSource {

        private final List<String> drawn = new ArrayList<>();
        private int next;

        private Counting(int start) {
            this.next = start;
        }

        @Override
        public byte[] bytes(int length) {
            byte[] bytes = new byte[length];
            for (int i = 0; i < length; i++) {
                bytes[i] = (byte) next++;
            }
            drawn.add(HEX.formatHex(bytes));
            return bytes;
        }
    }
}
