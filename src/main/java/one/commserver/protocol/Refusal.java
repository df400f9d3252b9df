package one.commserver.protocol;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.protocol.Fields.InvalidFieldException;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Says what was wrong with a field, in words of our own: the parser's contain values and class names.
final class Refusal {

    private static final Pattern CAPITAL = Pattern.compile("[A-Z]");

    private Refusal() {}

    static MalformedMessageException of(
            JacksonException cause, Class<? extends Message> type, JsonNode tree, @Nullable String ref) {
        InvalidFieldException broken = brokenRule(cause);
        String field = broken == null ? field(cause) : broken.field();
        boolean key = type == AuthenticationMessage.Auth.class && (field.equals("identity") || field.equals("key"));
        if (broken == null && isAbsent(tree, field)) {
            return new MalformedMessageException(ErrorCode.INVALID_MESSAGE, ref, sentence(field, "is required"));
        }
        ErrorCode code = key ? ErrorCode.AUTH_IDENTITY : ErrorCode.INVALID_MESSAGE;
        String sentence = broken == null ? sentence(field, rule(type, field)) : "The " + broken.getMessage() + ".";
        return new MalformedMessageException(code, ref, sentence);
    }

    private static boolean isAbsent(JsonNode tree, String field) {
        return tree.path(field).isMissingNode() || tree.path(field).isNull();
    }

    private static String sentence(String field, String rule) {
        return "The field '" + field + "' " + rule + ".";
    }

    private static @Nullable InvalidFieldException brokenRule(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidFieldException broken) {
                return broken;
            }
        }
        return null;
    }

    /// The outermost member that the parser was in: a name of ours, since unknown members are skipped.
    private static String field(JacksonException cause) {
        List<JacksonException.Reference> path = cause.getPath();
        String name = path.isEmpty() ? null : path.getFirst().getPropertyName();
        return name == null ? Message.TYPE : name;
    }

    private static String rule(Class<? extends Message> type, String field) {
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> wireName(component).equals(field))
                .findFirst()
                .map(component -> rule(component.getType()))
                .orElse("is not valid");
    }

    static String wireName(RecordComponent component) {
        return CAPITAL.matcher(component.getName()).replaceAll("_$0").toLowerCase(Locale.ROOT);
    }

    private static String rule(Class<?> type) {
        if (type == Identity.class) {
            return "must be an identity: its algorithm, a colon, its key in base64url";
        } else if (type == Bytes.class) {
            return "must be base64url without padding";
        } else if (type == SignatureAlgorithm.class) {
            return "must name an algorithm";
        } else if (WireName.class.isAssignableFrom(type) && type.isEnum()) {
            return "must be one of " + words(type);
        } else if (type == String.class) {
            return "must be text";
        } else if (type == boolean.class) {
            return "must be true or false";
        } else if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "must be a whole number within its range";
        }
        return "does not have the form that it must have";
    }

    private static String words(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(WireName.class::cast)
                .filter(WireName::isSaid)
                .map(WireName::wireName)
                .collect(Collectors.joining(", "));
    }
}
