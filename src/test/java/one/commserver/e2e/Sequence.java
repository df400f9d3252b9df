package one.commserver.e2e;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

import one.commserver.protocol.ClientMessage;
import one.commserver.protocol.Messages;
import one.commserver.testing.Corpus;
import one.commserver.testing.Damage;

import java.util.HexFormat;
import java.util.List;

/// What a client sends behind each other, right and wrong, and how far it had come in before.
///
/// @param frames whole WebSocket frames, or what looks like some
record Sequence(Stage stage, List<byte[]> frames) {

    private static final int MOST_FRAMES = 12;

    /// How far a client has come in.
    enum Stage {
        STRANGER,
        CHALLENGED,
        IN,
        /// A connection that other messages belong to.
        CONTROL,
        DISCOVERY,
        /// Has been asked to prove its key in the ONE dialect.
        ONE,
        /// Waits in the ONE dialect.
        ONE_WAITING,
        /// Has been handed over to somebody who waited in the ONE dialect.
        ONE_JOINED,
        /// Has asked for a channel.
        CALLING,
        /// Was asked, by the number 1, and hasn't answered.
        CALLED,
        /// Is to prove that it knows the secret of an invite.
        PAIRING,
        /// Has a channel, by the number 1, to somebody.
        JOINED,
        /// Has come back, to a channel by the number 1 that is interrupted.
        BACK
    }

    static Arbitrary<Sequence> any() {
        Arbitrary<byte[]> frames =
                Arbitraries.frequencyOf(
                        Tuple.of(30, Messages.any(ClientMessage.class).map(RawClient.CODEC::encode).map(Frames::text)),
                        Tuple.of(10, Damage.texts(Corpus.lines("messages")).map(Frames::text)),
                        Tuple.of(5, Damage.texts(Corpus.lines("one-messages")).map(Frames::text)),
                        Tuple.of(20, channelFrames()),
                        Tuple.of(5, Arbitraries.bytes().array(byte[].class).ofMaxSize(40).map(Frames::binary)),
                        Tuple.of(5, Arbitraries.bytes().array(byte[].class).ofMaxSize(125).map(Frames::ping)),
                        Tuple.of(5, fragments()),
                        Tuple.of(1, brokenFrames()));
        return Combinators.combine(Arbitraries.of(Stage.class), frames.list().ofMaxSize(MOST_FRAMES)).as(Sequence::new);
    }

    /// Data, credit and credit that is a lie, on channels that may be there.
    private static Arbitrary<byte[]> channelFrames() {
        Arbitrary<Integer> channels =
                Arbitraries.frequencyOf(
                        Tuple.of(6, Arbitraries.just(1)),
                        Tuple.of(2, Arbitraries.of(2, 3)),
                        Tuple.of(1, Arbitraries.integers()));
        Arbitrary<Long> numbers =
                Arbitraries.frequencyOf(
                        Tuple.of(6, Arbitraries.longs().between(0, 100_000)),
                        Tuple.of(1, Arbitraries.of(0L, -1L, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 53)));
        Arbitrary<byte[]> flow = Combinators.combine(channels, numbers, numbers).as(Frames::flow);
        Arbitrary<byte[]> data =
                Combinators.combine(channels, Arbitraries.bytes().array(byte[].class).ofMaxSize(300)).as(Frames::data);
        return Arbitraries.oneOf(data, flow).map(Frames::binary);
    }

    private static Arbitrary<byte[]> fragments() {
        Arbitrary<byte[]> payloads = Arbitraries.bytes().array(byte[].class).ofMaxSize(20);
        return Combinators.combine(Arbitraries.of(Frames.TEXT, Frames.BINARY), payloads, payloads)
                .as((opcode, first, second) ->
                        Frames.joined(
                                Frames.part(opcode, first),
                                Frames.ping(new byte[1]),
                                Frames.frame(Frames.CONTINUATION, second)));
    }

    /// Whole ones: behind half a frame the rest of it is waited for, whatever comes.
    private static Arbitrary<byte[]> brokenFrames() {
        byte[] some = {1, 2, 3};
        return Arbitraries.of(
                Frames.frame(0x81, some, false),
                Frames.frame(0xc1, some, true),
                Frames.frame(0x83, some, true),
                Frames.frame(Frames.CONTINUATION, some),
                Frames.frame(Frames.PING, new byte[126]),
                Frames.frame(Frames.TEXT, new byte[] {(byte) 0xff}),
                Frames.head(Frames.BINARY, Long.MAX_VALUE),
                Frames.close(1000, "bye"),
                Frames.close(1005, ""));
    }

    @Override
    public String toString() {
        return stage + " " + frames.stream().map(HexFormat.of()::formatHex).toList();
    }
}
