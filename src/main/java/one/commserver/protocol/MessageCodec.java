package one.commserver.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;

import one.commserver.protocol.Fields.InvalidFieldException;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Turns messages into JSON and back, strictly: no second spelling of anything is taken. Thread safe.
///
/// What comes in is parsed once, into a tree; the tree then tells the type and becomes the record. So a refused message
/// still tells its `ref`, wherever in the object it stands.
///
/// Spec: chapter 2, text frames.
public final class MessageCodec {

    /// Objects and arrays within each other; the deepest message of ours has three.
    static final int MAX_DEPTH = 16;

    /// Characters of one string: more than fits into the largest text message.
    static final int MAX_STRING = 512 * 1024;

    /// Characters of a number; the longest that is ever meant has 24.
    static final int MAX_NUMBER = 64;

    /// Characters of a member's name.
    static final int MAX_NAME = 256;

    private static final MessageCodec SHARED = new MessageCodec();

    private final JsonMapper mapper = mapper();
    private final ObjectWriter writer = mapper.writerFor(Message.class);
    private final Map<String, Form<? extends ClientMessage>> clientForms = forms(ClientMessage.class);
    private final Map<String, Form<? extends ServerMessage>> serverForms = forms(ServerMessage.class);

    /// A type of messages. Its reader is made together with the codec: made when the first message comes, others would
    /// wait for it on their event loops.
    private record Form<M extends Message>(Class<M> type, ObjectReader reader) {}

    private MessageCodec() {
        // as with the forms' readers: the one for trees is made when the first tree is read
        mapper.readTree("{}");
    }

    /// The one that there is: making one takes as long as some thousand messages. Any thread.
    public static MessageCodec shared() {
        return SHARED;
    }

    /// The message as one JSON object, without absent fields.
    public String encode(Message message) {
        return writer.writeValueAsString(message);
    }

    /// The client's message that the text holds.
    ///
    /// @throws MalformedMessageException if it holds none; nothing else is thrown whatever the text is
    public ClientMessage decodeClient(String json) {
        return decode(json, clientForms);
    }

    /// The server's message that the text holds.
    ///
    /// @throws MalformedMessageException if it holds none; nothing else is thrown whatever the text is
    public ServerMessage decodeServer(String json) {
        return decode(json, serverForms);
    }

    private <M extends Message> M decode(String json, Map<String, Form<? extends M>> forms) {
        JsonNode tree = parse(json);
        String ref = ref(tree);
        JsonNode type = tree.get(Message.TYPE);
        if (type == null || !type.isString()) {
            throw new MalformedMessageException(
                    ErrorCode.MALFORMED_MESSAGE, ref, "The object has no text in its member 'type'.");
        }
        Form<? extends M> form = forms.get(type.stringValue());
        if (form == null) {
            throw new MalformedMessageException(ErrorCode.UNKNOWN_TYPE, ref, ErrorCode.UNKNOWN_TYPE.text());
        }
        try {
            return form.type().cast(form.reader().readValue(tree));
        } catch (JacksonException e) {
            throw Refusal.of(e, form.type(), tree, ref);
        }
    }

    private JsonNode parse(String json) {
        JsonNode tree;
        try {
            tree = mapper.readTree(json);
        } catch (JacksonException e) {
            throw new MalformedMessageException(ErrorCode.MALFORMED_MESSAGE, null, "The text is not strict JSON.");
        }
        if (!tree.isObject()) {
            throw new MalformedMessageException(ErrorCode.MALFORMED_MESSAGE, null, "The text is not a JSON object.");
        }
        return tree;
    }

    private static @Nullable String ref(JsonNode tree) {
        JsonNode ref = tree.get("ref");
        if (ref == null || !ref.isString()) {
            return null;
        }
        try {
            Fields.ref(ref.stringValue());
            return ref.stringValue();
        } catch (InvalidFieldException e) {
            return null;
        }
    }

    /// A factory that refuses what is deep or long before it costs anything, and keeps no table of the names that
    /// strangers sent.
    static JsonFactory jsonFactory() {
        return JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder()
                                .maxNestingDepth(MAX_DEPTH)
                                .maxStringLength(MAX_STRING)
                                .maxNumberLength(MAX_NUMBER)
                                .maxNameLength(MAX_NAME)
                                .build())
                .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                .build();
    }

    private static JsonMapper mapper() {
        return JsonMapper.builder(jsonFactory())
                .addModule(new WireTypes())
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .changeDefaultPropertyInclusion(
                        all -> JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
                .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .withCoercionConfigDefaults(coercion ->
                        Arrays.stream(CoercionInputShape.values())
                                .forEach(shape -> coercion.setCoercion(shape, CoercionAction.Fail)))
                .build();
    }

    /// The records below a sealed type, by their names on the wire.
    private <M extends Message> Map<String, Form<? extends M>> forms(Class<M> root) {
        Map<String, Class<? extends M>> types = new HashMap<>();
        collect(root, types);
        Map<String, Form<? extends M>> forms = new HashMap<>();
        types.forEach((name, type) -> forms.put(name, new Form<>(type, mapper.readerFor(type))));
        return Map.copyOf(forms);
    }

    private static <M extends Message> void collect(Class<? extends M> type, Map<String, Class<? extends M>> types) {
        JsonTypeName name = type.getAnnotation(JsonTypeName.class);
        if (name != null) {
            types.put(name.value(), type);
        }
        if (type.isSealed()) {
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                collect(permitted.asSubclass(type), types);
            }
        }
    }
}
