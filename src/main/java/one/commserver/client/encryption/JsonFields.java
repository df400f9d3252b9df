package one.commserver.client.encryption;

import one.commserver.client.encryption.EncryptionException.Reason;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;

/// Reads the members of one JSON object, each in its one spelling. Everything else is [Reason#MALFORMED].
///
/// Spec: chapter 2, text frames: the same rules.
final class JsonFields {

    static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(16)
                                                    .maxStringLength(Records.MAX_PAYLOAD)
                                                    .maxNumberLength(64)
                                                    .maxNameLength(256)
                                                    .build())
                                    .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private final JsonNode object;

    private JsonFields(JsonNode object) {
        this.object = object;
    }

    /// The one object that the bytes hold, in UTF-8.
    static JsonFields parse(byte[] bytes) {
        if (bytes.length > Records.MAX_PAYLOAD) {
            throw new EncryptionException(Reason.TOO_LARGE, "a handshake message is larger than a record may be");
        }
        try {
            // The library would take UTF-16 too.
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            JsonNode tree = MAPPER.readTree(text);
            if (tree.isObject()) {
                return new JsonFields(tree);
            }
        } catch (CharacterCodingException | JacksonException notJson) {
            // says the same below, and quotes nothing
        }
        throw new EncryptionException(Reason.MALFORMED, "a handshake message is not one strict JSON object");
    }

    String text(String field) {
        JsonNode value = object.get(field);
        if (value == null || !value.isString()) {
            throw broken(field);
        }
        return value.stringValue();
    }

    String name(String field) {
        String name = text(field);
        if (!LocalPeer.isName(name)) {
            throw broken(field);
        }
        return name;
    }

    Bytes bytes(String field, int min, int max) {
        try {
            Bytes bytes = Bytes.fromBase64Url(text(field));
            if (bytes.length() >= min && bytes.length() <= max) {
                return bytes;
            }
        } catch (IllegalArgumentException notStrict) {
            // the same as a wrong length
        }
        throw broken(field);
    }

    @Nullable Bytes optionalBytes(String field, int min, int max) {
        JsonNode value = object.get(field);
        return value == null || value.isNull() ? null : bytes(field, min, max);
    }

    /// Text that is no identity is the reason [Reason#IDENTITY].
    Identity identity(String field) {
        try {
            return Identity.parse(text(field));
        } catch (IllegalArgumentException none) {
            throw new EncryptionException(Reason.IDENTITY, "member '" + field + "' is no identity");
        }
    }

    /// A whole number from 1, of 31 bits.
    int count(String field) {
        JsonNode value = object.get(field);
        if (value == null || !value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1) {
            throw broken(field);
        }
        return value.intValue();
    }

    /// Names, none of them twice.
    List<String> names(String field, int min, int max) {
        return distinct(
                field,
                min,
                max,
                element -> {
                    if (!element.isString() || !LocalPeer.isName(element.stringValue())) {
                        throw broken(field);
                    }
                    return element.stringValue();
                },
                Function.identity());
    }

    /// Objects, no two of the same key.
    <T> List<T> objects(String field, int min, int max, Function<JsonFields, T> read, Function<T, String> key) {
        return distinct(
                field,
                min,
                max,
                element -> {
                    if (!element.isObject()) {
                        throw broken(field);
                    }
                    return read.apply(new JsonFields(element));
                },
                key);
    }

    private <T> List<T> distinct(String field, int min, int max, Function<JsonNode, T> read, Function<T, String> key) {
        JsonNode array = object.get(field);
        if (array == null || !array.isArray() || array.size() < min || array.size() > max) {
            throw broken(field);
        }
        var seen = new HashSet<String>();
        var elements = new ArrayList<T>();
        for (JsonNode element : array) {
            T each = read.apply(element);
            if (!seen.add(key.apply(each))) {
                throw broken(field);
            }
            elements.add(each);
        }
        return List.copyOf(elements);
    }

    private static EncryptionException broken(String field) {
        return new EncryptionException(Reason.MALFORMED, "member '" + field + "' breaks its rule");
    }
}
