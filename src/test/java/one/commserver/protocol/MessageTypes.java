package one.commserver.protocol;

import com.fasterxml.jackson.annotation.JsonTypeName;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// All message records, found by themselves, so that a new one can't be forgotten by a test.
final class MessageTypes {

    private MessageTypes() {}

    /// Each record by its name on the wire.
    static Map<String, Class<? extends Message>> all() {
        return below(Message.class)
                .collect(
                        Collectors.toMap(
                                type -> type.getAnnotation(JsonTypeName.class).value(),
                                type -> type,
                                (one, other) -> {
                                    throw new IllegalStateException(one + " and " + other + " have the same name");
                                },
                                TreeMap::new));
    }

    /// A component's name on the wire.
    static String wireName(RecordComponent component) {
        return component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
    }

    /// What a component that is a list holds.
    static Class<?> elementOf(RecordComponent component) {
        return (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
    }

    static boolean isRequired(RecordComponent component) {
        return !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static Stream<Class<? extends Message>> below(Class<? extends Message> type) {
        return type.isRecord()
                ? Stream.of(type)
                : Stream.of(type.getPermittedSubclasses())
                        .map(permitted -> permitted.<Message>asSubclass(Message.class))
                        .flatMap(MessageTypes::below);
    }
}
