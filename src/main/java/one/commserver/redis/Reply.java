package one.commserver.redis;

import one.commserver.crypto.Bytes;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What a script has returned: an array of texts, numbers and arrays.
///
/// A place that holds something else than what is asked for is a fault of the script's, an [IllegalStateException].
public final class Reply {

    private final List<?> elements;

    Reply(List<?> elements) {
        this.elements = elements;
    }

    /// How many elements there are.
    public int size() {
        return elements.size();
    }

    /// Whether there is nothing at a place: nil, or behind the end.
    public boolean isNull(int place) {
        return place >= elements.size() || elements.get(place) == null;
    }

    /// A text as UTF-8.
    public String text(int place) {
        return new String(as(byte[].class, place), StandardCharsets.UTF_8);
    }

    /// The bytes of a text.
    public Bytes bytes(int place) {
        return Bytes.of(as(byte[].class, place));
    }

    /// A number, also one that was returned as a text because it would not fit into a script's number otherwise.
    public long number(int place) {
        Object element = isNull(place) ? null : elements.get(place);
        return element instanceof Long number ? number : parse(text(place));
    }

    /// An array.
    public Reply array(int place) {
        return new Reply(as(List.class, place));
    }

    /// All elements of an array of texts.
    public Stream<String> texts() {
        return IntStream.range(0, size()).mapToObj(this::text);
    }

    /// All elements of an array of arrays.
    public List<Reply> arrays(int place) {
        List<?> inner = as(List.class, place);
        Reply array = new Reply(inner);
        return IntStream.range(0, inner.size()).mapToObj(array::array).toList();
    }

    private static long parse(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException wrong) {
            throw new IllegalStateException("a script returned something else than a number", wrong);
        }
    }

    private <E> E as(Class<E> type, int place) {
        @Nullable Object element = isNull(place) ? null : elements.get(place);
        if (!type.isInstance(element)) {
            throw new IllegalStateException("a script returned no " + type.getSimpleName() + " at place " + place);
        }
        return type.cast(element);
    }
}
