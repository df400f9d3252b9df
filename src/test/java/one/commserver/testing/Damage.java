package one.commserver.testing;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Input for whoever reads what others have written: arbitrary, and good or nearly so.
///
/// Properties take it a thousand times each; with `-Dfuzz.tries=1000000` they run long.
public final class Damage {

    private static final int MOST_CHANGES = 3;
    private static final int LONGEST_PIECE = 6;
    private static final int MOST_PLACES = 1_000_000;

    private Damage() {}

    /// Texts, mostly ones that stand in a [Corpus] with some characters replaced, left out or put in between.
    public static Arbitrary<String> texts(List<String> good) {
        Arbitrary<String> pieces =
                Arbitraries.oneOf(
                        Arbitraries.strings().ofMaxLength(LONGEST_PIECE),
                        Arbitraries.strings().ascii().ofMaxLength(LONGEST_PIECE),
                        Arbitraries.of(good).map(text -> text.substring(text.length() / 2)),
                        Arbitraries.of(
                                "\"", "{", "}", "[", "]", ":", ",", ".", " ", "-1", "99999999999", "\n", "\0", "é"));
        Arbitrary<String> damaged =
                Combinators.combine(Arbitraries.of(good), changes(pieces).list().ofMaxSize(MOST_CHANGES))
                        .as((text, changes) -> {
                            String changed = text;
                            for (Change<String> change : changes) {
                                int from = change.place % (changed.length() + 1);
                                int to = Math.min(changed.length(), from + change.length);
                                changed = changed.substring(0, from) + change.piece + changed.substring(to);
                            }
                            return changed;
                        });
        return Arbitraries.frequencyOf(Tuple.of(1, Arbitraries.strings()), Tuple.of(9, damaged));
    }

    /// Bytes, mostly good ones of which some are replaced, left out or put in between.
    public static Arbitrary<byte[]> bytes(List<byte[]> good) {
        Arbitrary<byte[]> any = Arbitraries.bytes().array(byte[].class);
        Arbitrary<byte[]> damaged =
                Combinators.combine(
                                Arbitraries.of(good),
                                changes(any.array(byte[][].class).ofMaxSize(1).map(Damage::first))
                                        .list()
                                        .ofMaxSize(MOST_CHANGES))
                        .as((bytes, changes) -> {
                            byte[] changed = bytes;
                            for (Change<byte[]> change : changes) {
                                int from = change.place % (changed.length + 1);
                                int to = Math.min(changed.length, from + change.length);
                                byte[] after = Arrays.copyOfRange(changed, to, changed.length);
                                changed = joined(Arrays.copyOf(changed, from), change.piece, after);
                            }
                            return changed;
                        });
        return Arbitraries.frequencyOf(Tuple.of(1, any), Tuple.of(9, damaged));
    }

    /// The same of texts that are sent as bytes.
    public static Arbitrary<byte[]> encoded(List<String> good) {
        return bytes(good.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList());
    }

    /// Reading gives something, or throws what says that there is nothing to read.
    public static void isReadOrRefused(Class<? extends Throwable> refusal, ThrowingCallable reading) {
        try {
            reading.call();
        } catch (Throwable thrown) {
            if (!refusal.isInstance(thrown)) {
                throw new AssertionError("not refused in order", thrown);
            }
            assertThat(thrown).isNotInstanceOf(NullPointerException.class);
        }
    }

    /// @param place where, from the front, again and again
    /// @param length how much is left out there
    private record Change<T>(int place, int length, T piece) {}

    private static <T> Arbitrary<Change<T>> changes(Arbitrary<T> pieces) {
        return Combinators.combine(
                        Arbitraries.integers().between(0, MOST_PLACES),
                        Arbitraries.integers().between(0, LONGEST_PIECE),
                        pieces)
                .as(Change::new);
    }

    private static byte[] first(byte[][] pieces) {
        return pieces.length == 0 ? new byte[0] : Arrays.copyOf(pieces[0], Math.min(LONGEST_PIECE, pieces[0].length));
    }

    private static byte[] joined(byte[] before, byte[] piece, byte[] after) {
        byte[] all = Arrays.copyOf(before, before.length + piece.length + after.length);
        System.arraycopy(piece, 0, all, before.length, piece.length);
        System.arraycopy(after, 0, all, before.length + piece.length, after.length);
        return all;
    }
}
