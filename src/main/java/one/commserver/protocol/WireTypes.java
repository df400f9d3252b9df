package one.commserver.protocol;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SignatureAlgorithm;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.NopAnnotationIntrospector;
import tools.jackson.databind.module.SimpleModule;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// How values that are more than text travel as text: keys, bytes, and words from a closed list. And which components
/// of a record must be there.
final class WireTypes extends SimpleModule {

    private static final long serialVersionUID = 1L;

    WireTypes() {
        text(Identity.class, Identity::wire, Identity::parse);
        text(Bytes.class, Bytes::toBase64Url, Bytes::fromBase64Url);
        words(SignatureAlgorithm.class, SignatureAlgorithm::wireName);
        words(ConnectionKind.class, WireName::wireName, WireName::isSaid);
        words(ClosedBy.class, WireName::wireName);
        words(ChannelMessage.ChannelSummary.State.class, WireName::wireName);
        words(DiscoveryMessage.Transport.class, WireName::wireName);
        words(SyncMessage.Completion.class, WireName::wireName);
        words(SyncMessage.ObjectStatus.class, WireName::wireName);
        words(ErrorCode.Category.class, WireName::wireName);
        words(ErrorCode.Severity.class, WireName::wireName);
        words(ErrorCode.Retry.class, WireName::wireName);
    }

    @Override
    public void setupModule(SetupContext context) {
        super.setupModule(context);
        context.insertAnnotationIntrospector(new RequiredComponents());
    }

    private <E extends Enum<E>> void words(Class<E> type, Function<E, String> word) {
        words(type, word, constant -> true);
    }

    private <E extends Enum<E>> void words(Class<E> type, Function<E, String> word, Predicate<E> isMeant) {
        Map<String, E> constants =
                Arrays.stream(type.getEnumConstants())
                        .filter(isMeant)
                        .collect(Collectors.toUnmodifiableMap(word, Function.identity()));
        text(
                type,
                word,
                text -> {
                    E constant = constants.get(text);
                    if (constant == null) {
                        throw new IllegalArgumentException("not a word of " + type.getSimpleName());
                    }
                    return constant;
                });
    }

    private <T> void text(Class<T> type, Function<T, String> write, Function<String, T> read) {
        addSerializer(type, new Writer<>(write));
        addDeserializer(type, new Reader<>(type, read));
    }

    private static final class Writer<T> extends ValueSerializer<T> {
        private final Function<T, String> write;

        Writer(Function<T, String> write) {
            this.write = write;
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializationContext context) {
            out.writeString(write.apply(value));
        }
    }

    private static final class Reader<T> extends ValueDeserializer<T> {
        private final Class<T> type;
        private final Function<String, T> read;

        Reader(Class<T> type, Function<String, T> read) {
            this.type = type;
            this.read = read;
        }

        @Override
        public T deserialize(JsonParser in, DeserializationContext context) {
            if (in.currentToken() != JsonToken.VALUE_STRING) {
                return context.reportInputMismatch(type, "must be text");
            }
            try {
                return read.apply(in.getString());
            } catch (IllegalArgumentException e) {
                return context.reportInputMismatch(type, "no such value");
            }
        }
    }

    /// Lets the types of the records say what must be there: a component without `@Nullable` is required, and `null` in
    /// its place is refused.
    private static final class RequiredComponents extends NopAnnotationIntrospector {

        private static final long serialVersionUID = 1L;

        @Override
        public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
            return member instanceof AnnotatedParameter parameter ? isRequired(parameter) : null;
        }

        @Override
        public JsonSetter.Value findSetterInfo(MapperConfig<?> config, Annotated annotated) {
            return annotated instanceof AnnotatedParameter parameter && isRequired(parameter)
                    ? JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL)
                    : super.findSetterInfo(config, annotated);
        }

        private static boolean isRequired(AnnotatedParameter parameter) {
            Class<?> owner = parameter.getDeclaringClass();
            return owner.isRecord()
                    && !owner.getRecordComponents()[parameter.getIndex()]
                            .getAnnotatedType()
                            .isAnnotationPresent(Nullable.class);
        }
    }
}
