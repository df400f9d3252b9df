package one.commserver.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.protocol.Vectors.Case;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// Holds docs/asyncapi.yaml, the records and the golden vectors together.
class AsyncApiTest {

    private static final AsyncApi API = new AsyncApi();

    @Test
    void thereIsOneSchemaAndOneMessageForEachRecord() {
        Set<String> records = MessageTypes.all().keySet();

        assertEquals(records, API.messages());
        JsonNode document = API.document();
        assertEquals(records, names(document.required("components").required("messages")));
        assertEquals(records, names(document.required("channels").required("connection").required("messages")));
        records.forEach(name ->
                assertEquals(
                        AsyncApi.SCHEMAS + name,
                        document.at("/components/messages/" + name + "/payload/$ref").stringValue()));
    }

    @Test
    void whatClientsSendIsReceivedAndWhatServersSendIsSentOrReplied() {
        Set<String> received = new TreeSet<>();
        Set<String> sent = new TreeSet<>();
        for (JsonNode operation : API.document().required("operations")) {
            boolean receives = operation.required("action").stringValue().equals("receive");
            operation.required("messages").forEach(message -> (receives ? received : sent).add(lastPart(message)));
            operation.path("reply").path("messages").forEach(message -> sent.add(lastPart(message)));
        }

        assertEquals(typesBelow(ClientMessage.class), received);
        assertEquals(typesBelow(ServerMessage.class), sent);
    }

    @ParameterizedTest
    @MethodSource("types")
    void aSchemaHasTheFieldsOfItsRecord(String name) {
        JsonNode schema = API.schema(name);

        assertEquals(name, schema.at("/properties/type/const").stringValue());
        assertSameFields(MessageTypes.all().get(name), schema, Set.of("type"));
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void anAcceptedVectorFitsItsSchema(Case vector) {
        assertEquals(fits(vector, "accepted"), API.accepts(type(vector), vector.text("text")));
    }

    @ParameterizedTest
    @MethodSource("refusedFields")
    void aVectorWithABadFieldDoesNotFitItsSchema(Case vector) {
        assertEquals(fits(vector, "refused"), API.accepts(type(vector), vector.text("text")));
    }

    private static void assertSameFields(Class<?> type, JsonNode schema, Set<String> besides) {
        assertEquals("object", schema.required("type").stringValue());
        Set<String> fields = new TreeSet<>(besides);
        Set<String> required = new TreeSet<>(besides);
        for (RecordComponent component : type.getRecordComponents()) {
            String field = MessageTypes.wireName(component);
            fields.add(field);
            if (MessageTypes.isRequired(component)) {
                required.add(field);
            }
            assertSameForm(component, API.resolved(schema.required("properties").path(field)));
        }
        assertEquals(fields, names(schema.required("properties")));
        assertEquals(required, new TreeSet<>(strings(schema.required("required"))));
    }

    private static void assertSameForm(RecordComponent component, JsonNode schema) {
        Class<?> type = component.getType();
        String form = schema.path("type").asString();
        if (type.isRecord() && type != Identity.class) {
            assertSameFields(type, schema, Set.of());
        } else if (type == List.class) {
            assertEquals("array", form, component::toString);
            assertTrue(schema.has("maxItems"), component::toString);
            Class<?> element = MessageTypes.elementOf(component);
            if (element.isRecord()) {
                assertSameFields(element, API.resolved(schema.required("items")), Set.of());
            }
        } else if (type == SignatureAlgorithm.class) {
            assertWords(schema, Arrays.stream(SignatureAlgorithm.values()).map(SignatureAlgorithm::wireName));
        } else if (WireName.class.isAssignableFrom(type)) {
            assertWords(
                    schema,
                    Arrays.stream(type.getEnumConstants())
                            .map(WireName.class::cast)
                            .filter(WireName::isSaid)
                            .map(WireName::wireName));
        } else if (type == boolean.class || type == Boolean.class) {
            assertEquals("boolean", form, component::toString);
        } else if (type == int.class || type == Integer.class) {
            assertEquals("integer", form, component::toString);
            assertTrue(schema.required("maximum").longValue() <= Integer.MAX_VALUE, component::toString);
        } else if (type == long.class || type == Long.class) {
            assertEquals("integer", form, component::toString);
            assertTrue(schema.required("maximum").longValue() <= Fields.MAX_NUMBER, component::toString);
        } else {
            assertTrue(type == String.class || type == Bytes.class || type == Identity.class, component::toString);
            assertEquals("string", form, component::toString);
            assertTrue(schema.has("maxLength"), component::toString);
        }
    }

    private static void assertWords(JsonNode schema, Stream<String> words) {
        assertEquals(words.collect(Collectors.toCollection(LinkedHashSet::new)), strings(schema.required("enum")));
    }

    /// A vector says so where a schema can't know what the codec knows, or the other way round.
    private static boolean fits(Case vector, String otherwise) {
        return vector.text("schema", otherwise).equals("accepted");
    }

    private static Set<String> typesBelow(Class<?> root) {
        return MessageTypes.all().entrySet().stream()
                .filter(entry -> root.isAssignableFrom(entry.getValue()))
                .map(entry -> entry.getKey())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String lastPart(JsonNode reference) {
        String path = reference.required("$ref").stringValue();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static Set<String> names(JsonNode object) {
        return new TreeSet<>(object.propertyNames());
    }

    private static Set<String> strings(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::stringValue)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String type(Case vector) {
        return Vectors.JSON.readTree(vector.text("text")).required("type").stringValue();
    }

    static Set<String> types() {
        return MessageTypes.all().keySet();
    }

    static Stream<Case> accepted() {
        return vectors(vector -> vector.text("expected").equals("accepted"));
    }

    static Stream<Case> refusedFields() {
        return vectors(vector -> vector.content().has("field"));
    }

    private static Stream<Case> vectors(Predicate<Case> which) {
        return Vectors.messages().stream().filter(which);
    }
}
