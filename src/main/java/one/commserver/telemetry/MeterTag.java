package one.commserver.telemetry;

import one.commserver.protocol.WireName;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// What a meter is broken down by: a name, and all values that there can be.
public record MeterTag(String key, List<String> values) {

    /// Stands for whatever the values don't have.
    public static final String OTHER = "other";

    public MeterTag {
        values = List.copyOf(values);
    }

    /// A tag whose values are the constants of an enum.
    ///
    /// @param more words that stand for something that isn't in it
    public static <E extends Enum<E>> MeterTag of(String key, Class<E> values, String... more) {
        Stream<String> words = Arrays.stream(values.getEnumConstants()).map(MeterTag::word);
        return new MeterTag(key, Stream.concat(words, Arrays.stream(more)).toList());
    }

    /// How a constant is spelled as a value: as on the wire, or in small letters.
    public static String word(Enum<?> value) {
        return value instanceof WireName named ? named.wireName() : value.name().toLowerCase(Locale.ROOT);
    }

    /// The value itself, or [#OTHER].
    String known(String value) {
        return values.contains(value) ? value : OTHER;
    }
}
