package one.commserver.e2e;

import static one.commserver.e2e.OneTalk.NO_LISTENER;
import static one.commserver.e2e.OneTalk.answer;
import static one.commserver.e2e.OneTalk.challenge;
import static one.commserver.e2e.OneTalk.hears;
import static one.commserver.e2e.OneTalk.hex;
import static one.commserver.e2e.OneTalk.isClosed;
import static one.commserver.e2e.OneTalk.isHandedOver;
import static one.commserver.e2e.OneTalk.register;
import static one.commserver.e2e.OneTalk.request;
import static one.commserver.e2e.OneTalk.response;
import static one.commserver.e2e.OneTalk.shared;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.box.BoxKey;
import one.commserver.crypto.box.BoxKeyPair;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// Who proves a key waits under it in the ONE dialect, and nobody else does.
abstract class OneRegistrationContract extends OneScene {

    private static final String WRONG = "Close called: Client authentication failed.";
    private static final String NOT_OPENED = "Close called: CYENC-SYMDEC: Decryption with symmetric key failed";
    private static final String ODD = "Close called: Expected string to be an even number of characters";
    private static final String NO_MESSAGE = "Close called: Received data does not match the data of a client message.";
    private static final String UNEXPECTED = "Close called: Received unexpected or malformed message from client.";
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void eachMessageHasItsMembersInTheirOrderAndDigitsInLowerCase() {
        RawClient listener = listener();
        listener.text(register(hex(key)));
        String challenge = listener.nextText();
        listener.text(response(hex(answer(key, JsonMapper.shared().readTree(challenge)))));
        String success = listener.nextText();
        asking();

        assertThat(challenge)
                .matches(
                        "\\{\"command\":\"authentication_request\",\"publicKey\":\"[0-9a-f]{64}\","
                                + "\"challenge\":\"[0-9a-f]{208}\"}");
        assertThat(success).isEqualTo("{\"command\":\"authentication_success\",\"pingInterval\":25000}");
        assertThat(listener.nextText()).isEqualTo("{\"command\":\"connection_handover\"}");
        assertThat(listener.nextText())
                .isEqualTo(
                        "{\"command\":\"communication_request\",\"sourcePublicKey\":\""
                                + source
                                + "\",\"targetPublicKey\":\""
                                + hex(key)
                                + "\"}");
    }

    @Test
    void eachRegistrationHasItsOwnChallengeAndNonceAndTheServerOneKey() {
        Set<String> serverKeys = new HashSet<>();
        Set<String> nonces = new HashSet<>();
        Set<String> secrets = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            JsonNode challenge = challenge(listener(), key);
            serverKeys.add(challenge.get("publicKey").asString());
            nonces.add(challenge.get("challenge").asString().substring(0, 2 * BoxKey.NONCE_LENGTH));
            try (BoxKey shared = shared(key, challenge)) {
                secrets.add(hex(shared.openWithNonce(bytes(challenge))));
            }
        }

        assertThat(serverKeys).hasSize(1);
        assertThat(nonces).hasSize(4);
        assertThat(secrets).hasSize(4).allMatch(secret -> secret.length() == 128);
    }

    /// What may be sent in place of the right answer, and with which words the connection is closed.
    enum Wrong {
        THE_CHALLENGE_ITSELF(WRONG) {
            @Override
            String of(BoxKey shared, byte[] challenge) {
                return hex(challenge);
            }
        },
        WITHOUT_THE_COMPLEMENT(WRONG) {
            @Override
            String of(BoxKey shared, byte[] challenge) {
                return hex(shared.sealWithNonce(shared.openWithNonce(challenge)));
            }
        },
        ONE_WRONG_BIT(WRONG) {
            @Override
            String of(BoxKey shared, byte[] challenge) {
                byte[] right = right(shared, challenge);
                right[63] ^= 1;
                return hex(shared.sealWithNonce(right));
            }
        },
        SIXTY_THREE_BYTES(WRONG) {
            @Override
            String of(BoxKey shared, byte[] challenge) {
                return hex(shared.sealWithNonce(Arrays.copyOf(right(shared, challenge), 63)));
            }
        },
        ONE_BYTE_MORE(WRONG) {
            @Override
            String of(BoxKey shared, byte[] challenge) {
                return hex(shared.sealWithNonce(Arrays.copyOf(right(shared, challenge), 65)));
            }
        },
        NOTHING_SEALED(WRONG) {
            @Override
            String of(BoxKey shared, byte[] challenge) {
                return hex(shared.sealWithNonce(new byte[0]));
            }
        },
        ONE_BIT_OF_THE_SEALED(NOT_OPENED) {
            @Override
            String of(BoxKey shared, byte[] challenge) {
                byte[] sealed = shared.sealWithNonce(right(shared, challenge));
                sealed[sealed.length - 1] ^= 1;
                return hex(sealed);
            }
        },
        BY_ANOTHER_KEY(NOT_OPENED) {
            @Override
            String of(BoxKey shared, byte[] challenge) {
                try (BoxKeyPair another = BoxKeyPair.generate();
                        BoxKey other = another.agree(BoxKeyPair.generate().publicKey())) {
                    return hex(other.sealWithNonce(right(shared, challenge)));
                }
            }
        },
        GARBAGE(NOT_OPENED) {
            @Override
            String of(BoxKey shared, byte[] challenge) {
                return hex(OneTalk.bytes(104));
            }
        },
        SHORTER_THAN_NONCE_AND_TAG(NOT_OPENED) {
            @Override
            String of(BoxKey shared, byte[] challenge) {
                return "ab".repeat(39);
            }
        },
        NO_DIGITS_AT_ALL(NOT_OPENED) {
            @Override
            String of(BoxKey shared, byte[] challenge) {
                return "";
            }
        },
        OTHER_CHARACTERS(NOT_OPENED) {
            @Override
            String of(BoxKey shared, byte[] challenge) {
                return "zz".repeat(104);
            }
        },
        ONE_DIGIT_LESS(ODD) {
            @Override
            String of(BoxKey shared, byte[] challenge) {
                return hex(shared.sealWithNonce(right(shared, challenge))).substring(1);
            }
        };

        private final String words;

        Wrong(String words) {
            this.words = words;
        }

        abstract String of(BoxKey shared, byte[] challenge);

        byte[] right(BoxKey shared, byte[] challenge) {
            byte[] secret = shared.openWithNonce(challenge);
            for (int i = 0; i < secret.length; i++) {
                secret[i] = (byte) ~secret[i];
            }
            return secret;
        }
    }

    @ParameterizedTest
    @EnumSource(Wrong.class)
    void aWrongAnswerRegistersNothing(Wrong wrong) {
        RawClient client = listener();
        JsonNode challenge = challenge(client, key);
        String wrongOne;
        try (BoxKey shared = shared(key, challenge)) {
            wrongOne = wrong.of(shared, bytes(challenge));
        }

        client.text(response(wrongOne));

        isClosed(client, wrong.words);
        isNotRegistered();
    }

    @Test
    void anAnswerToAnotherChallengeRegistersNothing() {
        JsonNode first = challenge(listener(), key);
        RawClient client = listener();
        challenge(client, key);

        client.text(response(hex(answer(key, first))));

        isClosed(client, WRONG);
        isNotRegistered();
    }

    @Test
    void aRightAnswerCountsForItsOwnKeyAlone() {
        BoxKeyPair thief = BoxKeyPair.generate();
        RawClient client = listener();
        JsonNode challenge = challenge(client, key);
        try (BoxKey shared = shared(thief, challenge)) {
            client.text(response(hex(shared.sealWithNonce(OneTalk.bytes(64)))));
        }

        isClosed(client, NOT_OPENED);
        isNotRegistered();
    }

    @Test
    void anAnswerBeforeTheChallengeRegistersNothing() {
        RawClient client = listener();

        client.raw(Frames.joined(Frames.text(register(hex(key))), Frames.text(response(hex(OneTalk.bytes(104))))));

        isClosed(client, UNEXPECTED);
        isNotRegistered();
    }

    @Test
    void twoAnswersRegisterNothing() {
        RawClient client = listener();
        byte[] right = Frames.text(response(hex(answer(key, challenge(client, key)))));

        client.raw(Frames.joined(right, right));

        isClosed(client, UNEXPECTED);
        isNotRegistered();
    }

    @ParameterizedTest
    @ValueSource(strings = {"register", "pong", "communication_request"})
    void somethingElseThanTheAnswerRegistersNothing(String command) {
        RawClient client = listener();
        challenge(client, key);

        client.text(
                switch (command) {
                    case "register" -> register(hex(key));
                    case "pong" -> OneTalk.PONG;
                    default -> request(source, hex(key));
                });

        isClosed(
                client,
                "Close called: Received unexpected type '" + command + "'. Expected type 'authentication_response'.");
        isNotRegistered();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"type\":\"auth\"}", "{\"command\":\"authentication_response\"}", "[]"})
    void noMessageInPlaceOfTheAnswerRegistersNothing(String text) {
        RawClient client = listener();
        challenge(client, key);

        client.text(text);

        isClosed(client, NO_MESSAGE);
        isNotRegistered();
    }

    @Test
    void bytesInPlaceOfTheAnswerRegisterNothing() {
        RawClient client = listener();
        byte[] right = answer(key, challenge(client, key));

        client.binary(right);

        isClosed(client, "Close called: Received message that is not a string message.");
        isNotRegistered();
    }

    @Test
    void whoLeavesBeforeItIsToldHasNotRegistered() {
        RawClient client = listener();
        byte[] right = Frames.text(response(hex(answer(key, challenge(client, key)))));

        client.raw(Frames.joined(right, Frames.close(1000, "")));

        assertThat(Stream.generate(client::next).anyMatch(next -> next instanceof Received.Ended)).isTrue();
        isNotRegistered();
    }

    @Test
    void whoRegistersTwiceOnOneSocketIsHeardOnce() {
        RawClient client = listener();
        OneTalk.wait(client, key);

        client.text(register(hex(BoxKeyPair.generate())));

        RawClient requester = asking();
        isHandedOver(client, source, key);
        hears(requester, client, "still the first key");
    }

    @Test
    void aKeyInUpperCaseIsAskedForInLowerCase() {
        RawClient listener = listener();
        listener.text(register(hex(key).toUpperCase(Locale.ROOT)));
        JsonNode challenge = JsonMapper.shared().readTree(listener.nextText());
        listener.text(response(hex(answer(key, challenge)).toUpperCase(Locale.ROOT)));
        assertThat(listener.nextText()).contains("authentication_success");

        RawClient requester = asking();

        isHandedOver(listener, source, key);
        hears(listener, requester, "as ever");
    }

    private void isNotRegistered() {
        isClosed(asking(), NO_LISTENER);
    }

    private static byte[] bytes(JsonNode challenge) {
        return HEX.parseHex(challenge.get("challenge").asString());
    }
}
