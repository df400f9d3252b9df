package one.commserver.protocol;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SignatureAlgorithm;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Any legal message, made from the records' own components: only a new kind of field needs a line here.
public final class Messages {

    private static final long MAX_NUMBER = (1L << 53) - 1;

    private static final List<Identity> IDENTITIES =
            List.of(
                    identity("3-authentication/ed25519-valid.json"),
                    identity("3-authentication/ecdsa-p256-valid.json"),
                    identity("3-authentication/ml-dsa-65-valid.json"));

    private record IntRange(int least, int most) {}

    /// What may not be any number.
    private static final Map<String, IntRange> SMALL =
            Map.of(
                    "ttl", new IntRange(1, 86_400),
                    "priority", new IntRange(0, 255),
                    "received", new IntRange(1, 256),
                    "part", new IntRange(1, 1000),
                    "parts", new IntRange(1000, 100_000));

    private static final Set<Class<?>> LAST_TWO_TOGETHER =
            Set.of(
                    ChannelMessage.ChannelOpen.class,
                    DiscoveryMessage.Discover.class,
                    SyncMessage.NewObject.class,
                    SyncMessage.MailObject.class);

    private Messages() {}

    /// Any message of one of the types below the given one.
    public static <M extends Message> Arbitrary<M> any(Class<M> root) {
        List<Arbitrary<M>> each =
                MessageTypes.all().values().stream()
                        .filter(root::isAssignableFrom)
                        .map(type -> record(type).map(root::cast))
                        .toList();
        return Arbitraries.oneOf(each);
    }

    private static Arbitrary<Object> record(Class<?> type) {
        List<Arbitrary<Object>> components =
                Arrays.stream(type.getRecordComponents()).map(Messages::component).toList();
        return Combinators.combine(components)
                .as(values -> create(type, LAST_TWO_TOGETHER.contains(type) ? together(values) : values));
    }

    /// The last two fields are both there or both absent.
    private static List<Object> together(List<Object> values) {
        var whole = new ArrayList<>(values);
        int last = values.size() - 1;
        if (whole.get(last) == null || whole.get(last - 1) == null) {
            whole.set(last, null);
            whole.set(last - 1, null);
        }
        return whole;
    }

    private static Object create(Class<?> type, List<Object> values) {
        try {
            Constructor<?> canonical =
                    type.getDeclaredConstructor(
                            Arrays.stream(type.getRecordComponents())
                                    .map(RecordComponent::getType)
                                    .toArray(Class<?>[]::new));
            return canonical.newInstance(values.toArray());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type.getSimpleName() + " refused " + values, e);
        }
    }

    private static Arbitrary<Object> component(RecordComponent component) {
        Arbitrary<?> value = value(component);
        return (MessageTypes.isRequired(component) ? value : value.injectNull(0.3)).asGeneric();
    }

    private static Arbitrary<?> value(RecordComponent component) {
        Class<?> type = component.getType();
        if (type == String.class) {
            return text(component.getName());
        } else if (type == Bytes.class) {
            boolean hash = component.getDeclaringRecord() == AuthenticationMessage.Response.class;
            boolean short32 = component.getName().matches("nonce|challenge|invite|checksum" + (hash ? "|proof" : ""));
            int bytes = short32 ? 32 : 64;
            return Arbitraries.bytes().array(byte[].class).ofSize(bytes).map(Bytes::of);
        } else if (type == Identity.class) {
            return Arbitraries.of(IDENTITIES);
        } else if (type == SignatureAlgorithm.class || WireName.class.isAssignableFrom(type)) {
            return Arbitraries.of(
                    Arrays.stream(type.getEnumConstants())
                            .filter(word -> !(word instanceof WireName name) || name.isSaid())
                            .toList());
        } else if (type == boolean.class || type == Boolean.class) {
            return Arbitraries.of(true, false);
        } else if (SMALL.containsKey(component.getName()) && type != List.class) {
            return small(type, SMALL.get(component.getName()));
        } else if (type == int.class || type == Integer.class) {
            return Arbitraries.integers().between(1, Integer.MAX_VALUE);
        } else if (type == long.class || type == Long.class) {
            return Arbitraries.longs().between(1, MAX_NUMBER);
        } else if (type == AuthenticationMessage.Limits.class) {
            return Arbitraries.integers().between(1, Integer.MAX_VALUE).map(Messages::limits);
        } else if (component.getName().equals("capabilities")) {
            return name(32).list().ofMaxSize(8);
        } else if (component.getName().matches("requirements|ids")) {
            return name(64).list().ofMinSize(1).ofMaxSize(8);
        } else if (type == List.class) {
            return record(MessageTypes.elementOf(component)).list().ofMinSize(1).ofMaxSize(3);
        } else if (type.isRecord()) {
            return record(type);
        }
        throw new AssertionError("say here what may stand in " + component);
    }

    private static Arbitrary<?> small(Class<?> type, IntRange range) {
        Arbitrary<Integer> value = Arbitraries.integers().between(range.least(), range.most());
        return type == long.class || type == Long.class ? value.map(Integer::longValue) : value;
    }

    private static Arbitrary<String> text(String field) {
        return switch (field) {
            case "ref", "message" -> Arbitraries.strings().ofMaxLength(32).filter(Messages::isWhole);
            case "timestamp", "expires", "serverTime", "paired", "stored", "at" ->
                    Arbitraries.longs()
                            .between(0, 4_000_000_000_000L)
                            .map(millis -> WireTime.format(java.time.Instant.ofEpochMilli(millis)));
            case "audience", "session", "address" ->
                    Arbitraries.strings().withCharRange('!', '~').ofMinLength(1).ofMaxLength(128);
            case "lane" -> name(16);
            case "instance", "reason", "code", "after", "next", "connectionId" -> name(64);
            case "id", "object", "suite", "lastSync", "nextBatch" -> name(64);
            case "trustLevel" -> name(32);
            default -> throw new AssertionError("say here what may stand in " + field);
        };
    }

    private static Arbitrary<String> name(int max) {
        return Arbitraries.strings().alpha().numeric().withChars("._-").ofMinLength(1).ofMaxLength(max);
    }

    private static boolean isWhole(String text) {
        return text.codePoints()
                .noneMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }

    private static AuthenticationMessage.Limits limits(int size) {
        return new AuthenticationMessage.Limits(size, size, size, size, size, size, size, size, size);
    }

    private static Identity identity(String vector) {
        return Identity.parse(Vectors.one(vector).text("identity"));
    }
}
