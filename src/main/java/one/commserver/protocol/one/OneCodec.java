package one.commserver.protocol.one;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.box.BoxPublicKey;
import one.commserver.protocol.one.OneClientMessage.AuthenticationResponse;
import one.commserver.protocol.one.OneClientMessage.Pong;
import one.commserver.protocol.one.OneClientMessage.Register;
import one.commserver.protocol.one.OnePeerMessage.CommunicationReady;
import one.commserver.protocol.one.OneServerMessage.AuthenticationRequest;
import one.commserver.protocol.one.OneServerMessage.AuthenticationSuccess;
import one.commserver.protocol.one.OneServerMessage.ConnectionHandover;
import one.commserver.protocol.one.OneServerMessage.Ping;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.HexFormat;

/// Turns messages of the ONE dialect into JSON and back. Thread safe.
///
/// JSON is written without spaces, in the order of the records' components, and with digits in lower case. It is read
/// as JavaScript does: members that nobody knows are ignored, the last of two equal ones counts, and so does either
/// case of a digit.
public final class OneCodec {

    /// Objects and arrays within each other, in members that nobody knows.
    static final int MAX_DEPTH = 16;

    /// Characters of one string: far more than the 208 of a challenge.
    static final int MAX_STRING = 16 * 1024;

    /// Characters of a number.
    static final int MAX_NUMBER = 64;

    /// Characters of a member's name.
    static final int MAX_NAME = 256;

    /// What other implementations know, but none of them sends.
    private static final String LEFT_OVER = "comm_pong";

    private static final OneCodec SHARED = new OneCodec();

    private final JsonMapper mapper = mapper();

    private OneCodec() {
        // the reader for trees is made when the first tree is read
        mapper.readTree("{}");
    }

    /// The one that there is. Any thread.
    public static OneCodec shared() {
        return SHARED;
    }

    /// The message as one JSON object.
    public String encode(OneMessage message) {
        return switch (message) {
            case Register(BoxPublicKey key) -> object(message, text("publicKey", key.hex()));
            case AuthenticationResponse(Bytes response) -> object(message, text("response", hex(response)));
            case AuthenticationRequest(BoxPublicKey key, Bytes challenge) ->
                    object(message, text("publicKey", key.hex()) + text("challenge", hex(challenge)));
            case AuthenticationSuccess(long pingInterval) -> object(message, ",\"pingInterval\":" + pingInterval);
            case CommunicationRequest(BoxPublicKey source, BoxPublicKey target) ->
                    object(message, text("sourcePublicKey", source.hex()) + text("targetPublicKey", target.hex()));
            case ConnectionHandover _, CommunicationReady _, Ping _, Pong _ -> object(message, "");
        };
    }

    /// The client's message that the text holds.
    ///
    /// @throws MalformedOneMessageException if it holds none; nothing else is thrown whatever the text is
    public OneClientMessage decodeClient(String json) {
        JsonNode tree = parse(json, OneFailure.NO_CLIENT_MESSAGE);
        return switch (command(tree)) {
            case Register.COMMAND -> new Register(registeredKey(tree.get("publicKey")));
            case AuthenticationResponse.COMMAND -> new AuthenticationResponse(response(tree.get("response")));
            case CommunicationRequest.COMMAND -> request(tree);
            case Pong.COMMAND -> new Pong();
            case LEFT_OVER -> throw new MalformedOneMessageException(OneFailure.UNEXPECTED_FIRST);
            default -> throw new MalformedOneMessageException(OneFailure.NO_CLIENT_MESSAGE);
        };
    }

    /// The server's message that the text holds.
    ///
    /// @throws MalformedOneMessageException if it holds none; nothing else is thrown whatever the text is
    public OneServerMessage decodeServer(String json) {
        OneFailure none = OneFailure.NO_SERVER_MESSAGE;
        JsonNode tree = parse(json, none);
        return switch (command(tree)) {
            case AuthenticationRequest.COMMAND ->
                    new AuthenticationRequest(key(tree, "publicKey", none), Bytes.of(digits(tree, "challenge", none)));
            case AuthenticationSuccess.COMMAND -> new AuthenticationSuccess(interval(tree.get("pingInterval")));
            case ConnectionHandover.COMMAND -> new ConnectionHandover();
            case CommunicationRequest.COMMAND -> peersRequest(tree, none);
            case Ping.COMMAND -> new Ping();
            default -> throw new MalformedOneMessageException(none);
        };
    }

    /// The peer's message that the text holds.
    ///
    /// @throws MalformedOneMessageException if it holds none; nothing else is thrown whatever the text is
    public OnePeerMessage decodePeer(String json) {
        OneFailure none = OneFailure.NO_PEER_MESSAGE;
        JsonNode tree = parse(json, none);
        return switch (command(tree)) {
            case CommunicationRequest.COMMAND -> peersRequest(tree, none);
            case CommunicationReady.COMMAND -> new CommunicationReady();
            default -> throw new MalformedOneMessageException(none);
        };
    }

    private JsonNode parse(String json, OneFailure noMessage) {
        JsonNode tree;
        try {
            tree = mapper.readTree(json);
        } catch (JacksonException e) {
            throw new MalformedOneMessageException(OneFailure.NOT_JSON);
        }
        if (tree.isMissingNode()) {
            throw new MalformedOneMessageException(OneFailure.NOT_JSON);
        }
        if (!tree.isObject()) {
            throw new MalformedOneMessageException(noMessage);
        }
        return tree;
    }

    private static String command(JsonNode tree) {
        JsonNode command = tree.get(OneMessage.MEMBER);
        return command != null && command.isString() ? command.stringValue() : "";
    }

    /// What a server says of each key that isn't one is known; digits that are none pass as zeros elsewhere, and don't
    /// here.
    private static BoxPublicKey registeredKey(@Nullable JsonNode member) {
        byte[] bytes = decoded(evenText(member));
        if (bytes == null || bytes.length != BoxPublicKey.LENGTH) {
            throw new MalformedOneMessageException(OneFailure.NOT_A_PUBLIC_KEY);
        }
        return BoxPublicKey.of(bytes);
    }

    private static Bytes response(@Nullable JsonNode member) {
        byte[] bytes = decoded(evenText(member));
        if (bytes == null) {
            throw new MalformedOneMessageException(OneFailure.NOT_OPENED);
        }
        return Bytes.of(bytes);
    }

    private static String evenText(@Nullable JsonNode member) {
        if (member == null || !(member.isString() || member.isNumber())) {
            throw new MalformedOneMessageException(OneFailure.NO_CLIENT_MESSAGE);
        }
        if (member.isNumber() || member.stringValue().length() % 2 != 0) {
            throw new MalformedOneMessageException(OneFailure.ODD_DIGITS);
        }
        return member.stringValue();
    }

    /// A target of another length is one that nobody has registered.
    private static CommunicationRequest request(JsonNode tree) {
        byte[] source = digits(tree, "sourcePublicKey", OneFailure.NO_CLIENT_MESSAGE);
        byte[] target = digits(tree, "targetPublicKey", OneFailure.NO_CLIENT_MESSAGE);
        if (target.length != BoxPublicKey.LENGTH) {
            throw new MalformedOneMessageException(OneFailure.NO_LISTENER);
        }
        if (source.length != BoxPublicKey.LENGTH) {
            throw new MalformedOneMessageException(OneFailure.NOT_A_PUBLIC_KEY);
        }
        return new CommunicationRequest(BoxPublicKey.of(source), BoxPublicKey.of(target));
    }

    private static CommunicationRequest peersRequest(JsonNode tree, OneFailure none) {
        return new CommunicationRequest(key(tree, "sourcePublicKey", none), key(tree, "targetPublicKey", none));
    }

    private static BoxPublicKey key(JsonNode tree, String name, OneFailure none) {
        byte[] bytes = digits(tree, name, none);
        if (bytes.length != BoxPublicKey.LENGTH) {
            throw new MalformedOneMessageException(none);
        }
        return BoxPublicKey.of(bytes);
    }

    private static byte[] digits(JsonNode tree, String name, OneFailure none) {
        JsonNode member = tree.get(name);
        byte[] bytes = member == null || !member.isString() ? null : decoded(member.stringValue());
        if (bytes == null) {
            throw new MalformedOneMessageException(none);
        }
        return bytes;
    }

    private static long interval(@Nullable JsonNode member) {
        if (member == null || !member.isIntegralNumber() || !member.canConvertToLong()) {
            throw new MalformedOneMessageException(OneFailure.NO_SERVER_MESSAGE);
        }
        long millis = member.longValue();
        if (millis < 1 || millis > AuthenticationSuccess.MAX_INTERVAL) {
            throw new MalformedOneMessageException(OneFailure.NO_SERVER_MESSAGE);
        }
        return millis;
    }

    /// Null for what isn't an even number of hexadecimal digits.
    private static byte @Nullable [] decoded(String digits) {
        return digits.length() % 2 == 0 && digits.chars().allMatch(HexFormat::isHexDigit)
                ? HexFormat.of().parseHex(digits)
                : null;
    }

    /// @param members each with a comma before it; digits and names, so nothing is escaped
    private static String object(OneMessage message, String members) {
        return "{\"" + OneMessage.MEMBER + "\":\"" + message.command() + '"' + members + '}';
    }

    private static String text(String name, String digits) {
        return ",\"" + name + "\":\"" + digits + '"';
    }

    private static String hex(Bytes bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    private static JsonMapper mapper() {
        JsonFactory factory =
                JsonFactory.builder()
                        .streamReadConstraints(
                                StreamReadConstraints.builder()
                                        .maxNestingDepth(MAX_DEPTH)
                                        .maxStringLength(MAX_STRING)
                                        .maxNumberLength(MAX_NUMBER)
                                        .maxNameLength(MAX_NAME)
                                        .build())
                        .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                        .build();
        return JsonMapper.builder(factory)
                .disable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }
}
