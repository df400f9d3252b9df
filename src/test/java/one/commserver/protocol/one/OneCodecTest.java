package one.commserver.protocol.one;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.box.BoxPublicKey;
import one.commserver.protocol.one.OneServerMessage.AuthenticationSuccess;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Runs the golden control messages through the codec, and whatever else comes.
class OneCodecTest {

    private static final Path VECTORS = Path.of("src/test/resources/vectors/one/control");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final OneCodec codec = OneCodec.shared();

    /// One golden message, named by its file.
    record Case(String name, JsonNode content) {

        String text(String field) {
            return content.required(field).stringValue();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void anAcceptedTextIsWrittenAsTheVectorSays(Case vector) {
        String expected = vector.content().path("encoded").asString(vector.text("text"));

        assertThat(codec.encode(decode(vector))).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void aRefusedTextClosesAsTheVectorSays(Case vector) {
        var refused = catchThrowableOfType(MalformedOneMessageException.class, () -> decode(vector));

        assertThat(refused.failure().closeText()).isEqualTo(vector.text("close"));
        assertThat(refused).hasMessage(refused.failure().text()).hasNoCause();
        assertThat(refused.getStackTrace()).isEmpty();
    }

    @Property
    void whatIsWrittenIsRead(@ForAll("clientMessages") OneClientMessage message) {
        assertThat(codec.decodeClient(codec.encode(message))).isEqualTo(message);
    }

    @Property
    void whatAServerWritesIsRead(@ForAll("serverMessages") OneServerMessage message) {
        assertThat(codec.decodeServer(codec.encode(message))).isEqualTo(message);
    }

    @Property
    void nothingElseIsThrownWhateverTheTextIs(@ForAll String text) {
        try {
            codec.decodeClient(text);
            codec.decodeServer(text);
            codec.decodePeer(text);
        } catch (MalformedOneMessageException refused) {
            assertThat(refused.failure()).isNotNull();
        }
    }

    @ParameterizedTest
    @EnumSource(OneFailure.class)
    void aCloseFrameHasRoomForEachText(OneFailure failure) {
        assertThat(failure.closeText().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(123);
    }

    @Test
    void theCommandThatCameInsteadIsNamed() {
        var key = BoxPublicKey.of(new byte[32]);

        assertThat(OneFailure.unexpectedCommand(new CommunicationRequest(key, key)))
                .isEqualTo(
                        "Close called: Received unexpected type 'communication_request'. "
                                + "Expected type 'authentication_response'.")
                .hasSizeLessThanOrEqualTo(123);
    }

    @Test
    void aStringThatIsTooLongIsNotRead() {
        String text = "{\"command\":\"pong\",\"extra\":\"" + "x".repeat(OneCodec.MAX_STRING + 1) + "\"}";

        assertThatExceptionOfType(MalformedOneMessageException.class)
                .isThrownBy(() -> codec.decodeClient(text))
                .satisfies(refused -> assertThat(refused.failure()).isEqualTo(OneFailure.NOT_JSON));
    }

    @Test
    void anIntervalHasBounds() {
        assertThatIllegalArgumentException().isThrownBy(() -> new AuthenticationSuccess(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new AuthenticationSuccess(86_400_001));
    }

    @Test
    void aMessageShowsNeitherChallengeNorResponse() {
        var response = new OneClientMessage.AuthenticationResponse(Bytes.of(new byte[104]));

        assertThat(response).hasToString("AuthenticationResponse[response=Bytes[104]]");
    }

    @Provide
    Arbitrary<OneClientMessage> clientMessages() {
        return Arbitraries.oneOf(
                keys().map(OneClientMessage.Register::new),
                bytes().map(OneClientMessage.AuthenticationResponse::new),
                requests(),
                Arbitraries.just(new OneClientMessage.Pong()));
    }

    @Provide
    Arbitrary<OneServerMessage> serverMessages() {
        return Arbitraries.oneOf(
                Combinators.combine(keys(), bytes()).as(OneServerMessage.AuthenticationRequest::new),
                Arbitraries.longs().between(1, 86_400_000).map(AuthenticationSuccess::new),
                requests(),
                Arbitraries.of(new OneServerMessage.Ping(), new OneServerMessage.ConnectionHandover()));
    }

    private static Arbitrary<CommunicationRequest> requests() {
        return Combinators.combine(keys(), keys()).as(CommunicationRequest::new);
    }

    private static Arbitrary<BoxPublicKey> keys() {
        return Arbitraries.bytes().array(byte[].class).ofSize(32).map(BoxPublicKey::of);
    }

    private static Arbitrary<Bytes> bytes() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(200).map(Bytes::of);
    }

    private OneMessage decode(Case vector) {
        String text = vector.text("text");
        return switch (vector.text("from")) {
            case "client" -> codec.decodeClient(text);
            case "server" -> codec.decodeServer(text);
            default -> codec.decodePeer(text);
        };
    }

    static List<Case> accepted() {
        return cases("accepted");
    }

    static List<Case> refused() {
        return cases("refused");
    }

    private static List<Case> cases(String expected) {
        try (Stream<Path> files = Files.list(VECTORS)) {
            List<Case> cases =
                    files.sorted()
                            .map(OneCodecTest::read)
                            .filter(one -> one.text("expected").equals(expected))
                            .toList();
            assertThat(cases).isNotEmpty();
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Case read(Path file) {
        try {
            return new Case(file.getFileName().toString(), JSON.readTree(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
