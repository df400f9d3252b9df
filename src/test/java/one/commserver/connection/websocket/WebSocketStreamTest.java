package one.commserver.connection.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import one.commserver.testing.Corpus;
import one.commserver.testing.RawFrame;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/// The bytes of a WebSocket, cut into reads at any place, against a simple parser of our own. With
/// `-Dfuzz.tries=1000000` it runs long.
class WebSocketStreamTest {

    private static final HexFormat HEX = HexFormat.of();

    @Property(edgeCases = EdgeCasesMode.NONE)
    void whereItIsCutMakesNoDifference(
            @ForAll("streams") List<RawFrame> frames, @ForAll @Size(max = 12) List<@IntRange Integer> cuts) {
        byte[] stream = RawFrame.joined(frames);
        boolean masked = frames.getFirst().masked();

        StreamOracle oracle = agrees(stream, cuts, masked);

        assertThat(oracle.isFine()).isTrue();
        assertThat(oracle.messages()).hasSize(messages(frames));
    }

    /// One frame breaks a rule, amid others that don't.
    @Property(edgeCases = EdgeCasesMode.NONE)
    void whatBreaksARuleIsRefusedOnce(
            @ForAll("streams") List<RawFrame> before,
            @ForAll("brokenFrames") byte[] broken,
            @ForAll("streams") List<RawFrame> after,
            @ForAll @Size(max = 12) List<@IntRange Integer> cuts) {
        byte[] stream = joined(RawFrame.joined(asIf(true, before)), broken, RawFrame.joined(asIf(true, after)));

        assertThat(agrees(stream, cuts, true).isFine()).isFalse();
    }

    /// A good stream with some bytes changed, left out or put in between.
    @Property(edgeCases = EdgeCasesMode.NONE)
    void noDamageLeadsAstray(
            @ForAll("streams") List<RawFrame> frames,
            @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 1_000_000) Integer> places,
            @ForAll byte value,
            @ForAll @Size(max = 6) List<@IntRange Integer> cuts) {
        agrees(damaged(RawFrame.joined(frames), places, value), cuts, frames.getFirst().masked());
    }

    @Property
    void anyBytesHaveAnOutcome(
            @ForAll @Size(max = 300) byte[] stream, @ForAll @Size(max = 6) List<@IntRange Integer> cuts) {
        agrees(stream, cuts, true);
        agrees(stream, cuts, false);
    }

    @Test
    void theCorpusIsReplayed() {
        Corpus.lines("websocket-stream")
                .forEach(line -> {
                    byte[] stream = HEX.parseHex(line);
                    agrees(stream, List.of(1, 3, stream.length / 2), true);
                    agrees(stream, List.of(1, 3, stream.length / 2), false);
                });
    }

    /// As a whole, cut, and if it isn't long byte by byte; through the chain and past it.
    private static StreamOracle agrees(byte[] stream, List<Integer> cuts, boolean masked) {
        StreamOracle oracle = StreamOracle.read(stream, masked, StreamPipeline.MAX_TEXT, StreamPipeline.MAX_BINARY);
        List<List<byte[]>> ways = new ArrayList<>(List.of(List.of(stream), cut(stream, cuts)));
        if (stream.length < 500) {
            ways.add(cut(stream, IntStream.range(0, stream.length).boxed().toList()));
        }
        for (List<byte[]> reads : ways) {
            for (boolean past : new boolean[] {false, true}) {
                StreamOutcome outcome = StreamPipeline.read(reads, masked, past);
                assertThat(oracle.allows(outcome))
                        .as("%s of %s, past the chain: %s", outcome, abbreviated(stream), past)
                        .isTrue();
            }
        }
        return oracle;
    }

    private static String abbreviated(byte[] stream) {
        return stream.length > 2000 ? stream.length + " bytes" : HEX.formatHex(stream);
    }

    private static List<byte[]> cut(byte[] stream, List<Integer> cuts) {
        int[] places = cuts.stream().mapToInt(cut -> Math.floorMod(cut, Math.max(1, stream.length))).sorted().toArray();
        List<byte[]> reads = new ArrayList<>();
        int from = 0;
        for (int place : places) {
            if (place > from) {
                reads.add(Arrays.copyOfRange(stream, from, place));
                from = place;
            }
        }
        reads.add(Arrays.copyOfRange(stream, from, stream.length));
        return reads;
    }

    private static byte[] damaged(byte[] stream, List<Integer> places, byte value) {
        byte[] damaged = stream;
        for (int place : places) {
            int at = place % damaged.length;
            byte[] before = Arrays.copyOf(damaged, at);
            byte[] after = Arrays.copyOfRange(damaged, at + 1, damaged.length);
            damaged =
                    switch (place % 3) {
                        case 0 -> joined(before, new byte[] {value}, after);
                        case 1 -> joined(before, new byte[] {value, damaged[at]}, after);
                        default -> after.length + before.length == 0 ? damaged : joined(before, after);
                    };
        }
        return damaged;
    }

    private static byte[] joined(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static int messages(List<RawFrame> frames) {
        return (int) frames.stream().filter(frame -> (frame.first() & 0x88) == RawFrame.FIN).count();
    }

    private static List<RawFrame> asIf(boolean masked, List<RawFrame> frames) {
        return frames.stream()
                .map(frame -> new RawFrame(frame.first(), masked, frame.mask(), frame.payload()))
                .toList();
    }

    /// Messages in fragments, with control frames before, between and behind them.
    @Provide
    Arbitrary<List<RawFrame>> streams() {
        Arbitrary<Boolean> masks = Arbitraries.of(true, true, false);
        Arbitrary<Integer> keys = Arbitraries.integers();
        return Combinators.combine(items().list().ofMinSize(1).ofMaxSize(8), masks, keys)
                .as((items, masked, key) -> {
                    List<RawFrame> frames = new ArrayList<>();
                    for (List<RawFrame> item : items) {
                        item.forEach(frame ->
                                frames.add(
                                        new RawFrame(
                                                frame.first(), masked, key * 31 + frames.size(), frame.payload())));
                    }
                    return frames;
                });
    }

    private static Arbitrary<List<RawFrame>> items() {
        Arbitrary<List<RawFrame>> texts =
                fragmented(RawFrame.TEXT, texts().map(text -> text.getBytes(StandardCharsets.UTF_8)));
        return Arbitraries.oneOf(texts, fragmented(RawFrame.BINARY, payloads()), controls().map(List::of));
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.frequencyOf(
                Tuple.of(60, Arbitraries.strings().ofMaxLength(40).filter(WebSocketStreamTest::isWhole)),
                Tuple.of(20, Arbitraries.of("", "é", "\u0000", "\ud83d\ude00".repeat(40), "ä".repeat(63))),
                Tuple.of(1, Arbitraries.just("x".repeat(65_536))));
    }

    private static boolean isWhole(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static Arbitrary<byte[]> payloads() {
        Arbitrary<Integer> lengths =
                Arbitraries.frequencyOf(
                        Tuple.of(80, Arbitraries.integers().between(0, 300)),
                        Tuple.of(16, Arbitraries.of(0, 125, 126, 127)),
                        Tuple.of(1, Arbitraries.of(65_535, 65_536, 70_000)));
        return Combinators.combine(lengths, Arbitraries.bytes())
                .as((length, value) -> {
                    byte[] payload = new byte[length];
                    for (int i = 0; i < length; i++) {
                        payload[i] = (byte) (value + i * 7);
                    }
                    return payload;
                });
    }

    private static Arbitrary<RawFrame> controls() {
        Arbitrary<Integer> opcodes = Arbitraries.of(RawFrame.PING, RawFrame.PONG);
        Arbitrary<byte[]> payloads = Arbitraries.bytes().array(byte[].class).ofMaxSize(125);
        return Combinators.combine(opcodes, payloads)
                .as((opcode, payload) -> new RawFrame(RawFrame.FIN | opcode, true, 0, payload));
    }

    private static Arbitrary<List<RawFrame>> fragmented(int opcode, Arbitrary<byte[]> payloads) {
        Arbitrary<List<Integer>> places = Arbitraries.integers().between(0, 70_000).list().ofMaxSize(4);
        return Combinators.combine(payloads, places, controls().list().ofMaxSize(4))
                .as((payload, cuts, controls) -> {
                    List<RawFrame> frames = new ArrayList<>();
                    int from = 0;
                    int[] ends = cuts.stream().mapToInt(cut -> cut % (payload.length + 1)).sorted().toArray();
                    for (int i = 0; i <= ends.length; i++) {
                        boolean last = i == ends.length;
                        int end = last ? payload.length : ends[i];
                        int first = (i == 0 ? opcode : RawFrame.CONTINUATION) | (last ? RawFrame.FIN : 0);
                        frames.add(new RawFrame(first, true, 0, Arrays.copyOfRange(payload, from, end)));
                        from = end;
                        if (!last && i < controls.size()) {
                            frames.add(controls.get(i));
                        }
                    }
                    return frames;
                });
    }

    /// Each breaks one rule, and only that.
    @Provide
    Arbitrary<byte[]> brokenFrames() {
        byte[] some = {1, 2, 3};
        int fin = RawFrame.FIN;
        List<byte[]> frames = new ArrayList<>();
        for (int reserved : new int[] {0x40, 0x20, 0x10, 0x70}) {
            frames.add(new RawFrame(fin | reserved | RawFrame.BINARY, true, 7, some).bytes());
        }
        for (int opcode : new int[] {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
            frames.add(new RawFrame(fin | opcode, true, 7, some).bytes());
        }
        for (int control : new int[] {RawFrame.PING, RawFrame.PONG, RawFrame.CLOSE}) {
            frames.add(new RawFrame(control, true, 7, new byte[0]).bytes());
            frames.add(new RawFrame(fin | control, true, 7, new byte[126]).bytes());
            frames.add(new RawFrame(fin | control, true, 7, some, RawFrame.IN_TWO).bytes());
        }
        frames.add(new RawFrame(fin | RawFrame.BINARY, false, 7, some).bytes());
        frames.add(new RawFrame(fin | RawFrame.CONTINUATION, true, 7, some).bytes());
        frames.add(
                joined(
                        new RawFrame(RawFrame.TEXT, true, 7, some).bytes(),
                        new RawFrame(fin | RawFrame.TEXT, true, 7, some).bytes()));
        for (int form : new int[] {RawFrame.IN_TWO, RawFrame.IN_EIGHT}) {
            frames.add(new RawFrame(fin | RawFrame.BINARY, true, 7, new byte[125], form).bytes());
        }
        frames.add(new RawFrame(fin | RawFrame.BINARY, true, 7, new byte[65_535], RawFrame.IN_EIGHT).bytes());
        var head = new RawFrame(fin | RawFrame.BINARY, true, 7, new byte[0]);
        for (long length : new long[] {70_001, 1L << 32, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
            frames.add(head.head(length));
        }
        frames.add(new RawFrame(fin | RawFrame.TEXT, true, 7, new byte[66_001]).bytes());
        frames.add(
                joined(
                        new RawFrame(RawFrame.BINARY, true, 7, new byte[70_000]).bytes(),
                        new RawFrame(fin, true, 7, new byte[1]).bytes()));
        for (String text : List.of("80", "c3", "c0af", "eda080", "f4908080", "61ff61")) {
            frames.add(new RawFrame(fin | RawFrame.TEXT, true, 7, HEX.parseHex(text)).bytes());
        }
        for (int code : new int[] {0, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999}) {
            byte[] payload = ByteBuffer.allocate(2).putShort((short) code).array();
            frames.add(new RawFrame(fin | RawFrame.CLOSE, true, 7, payload).bytes());
        }
        frames.add(new RawFrame(fin | RawFrame.CLOSE, true, 7, new byte[1]).bytes());
        frames.add(new RawFrame(fin | RawFrame.CLOSE, true, 7, HEX.parseHex("03e8ff")).bytes());
        return Arbitraries.of(frames);
    }
}
