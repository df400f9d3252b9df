package one.commserver.e2e;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

import one.commserver.crypto.Identity;
import one.commserver.protocol.ChannelMessage.ChannelAccept;
import one.commserver.protocol.ChannelMessage.ChannelClose;
import one.commserver.protocol.ChannelMessage.ChannelOpen;
import one.commserver.protocol.ChannelMessage.ChannelReject;
import one.commserver.protocol.ChannelMessage.ChannelResume;
import one.commserver.protocol.ClientMessage;
import one.commserver.protocol.DiscoveryMessage.Discover;
import one.commserver.protocol.Messages;
import one.commserver.protocol.PairingMessage.InviteRevoke;
import one.commserver.protocol.PairingMessage.PairRequest;
import one.commserver.protocol.PairingMessage.PairRevoke;
import one.commserver.protocol.SyncMessage.SyncPut;
import one.commserver.protocol.SyncMessage.SyncRequest;
import one.commserver.testing.Corpus;
import one.commserver.testing.Damage;

import java.util.List;

/// What a client and its peer send behind each other, right and wrong, and how far the client had come in before.
record Sequence(Stage stage, Beginning beginning, List<Move> moves) {

    private static final int MOST_MOVES = 12;

    /// What comes before the moves.
    enum Beginning {
        /// What is right there, and its outcome.
        HEARD,
        /// What is right there.
        RIGHT,
        NOTHING
    }

    /// How far a client has come in.
    enum Stage {
        STRANGER(false),
        CHALLENGED(false),
        IN(true),
        /// A connection that other messages belong to.
        CONTROL(true),
        DISCOVERY(true),
        /// Has got some of what lies in its mailbox.
        FETCHING(true),
        /// Has been asked to prove its key in the ONE dialect.
        ONE(false),
        /// Waits in the ONE dialect.
        ONE_WAITING(false),
        /// Has been handed over to somebody who waited in the ONE dialect.
        ONE_JOINED(false),
        /// Has asked for a channel.
        CALLING(true),
        /// Was asked, by the number 1, and hasn't answered.
        CALLED(true),
        /// The same, and it won't have it.
        REFUSING(true),
        /// Is to prove that it knows the secret of an invite.
        PAIRING(true),
        /// Has a channel, by the number 1, to somebody.
        JOINED(true),
        /// Has come back, to a channel by the number 1 that is interrupted.
        BACK(true),
        /// Has a channel, by the number 1, to somebody who has gone.
        LEFT(true);

        private final boolean isIn;

        Stage(boolean isIn) {
            this.isIn = isIn;
        }

        /// Whether the client has authenticated.
        boolean isIn() {
            return isIn;
        }
    }

    /// Half of them have nothing wild in them: most of that ends a connection, and then nothing comes of the rest.
    static Arbitrary<List<Move>> anyMoves() {
        Arbitrary<Move> mixed = Arbitraries.oneOf(plausible(), wild());
        return Arbitraries.oneOf(plausible().list().ofMaxSize(MOST_MOVES), mixed.list().ofMaxSize(MOST_MOVES));
    }

    /// Whatever a client may send anywhere.
    private static Arbitrary<Move> wild() {
        Arbitrary<byte[]> frames =
                Arbitraries.frequencyOf(
                        Tuple.of(30, Messages.any(ClientMessage.class).map(RawClient.CODEC::encode).map(Frames::text)),
                        Tuple.of(10, Damage.texts(Corpus.lines("messages")).map(Frames::text)),
                        Tuple.of(5, Damage.texts(Corpus.lines("one-messages")).map(Frames::text)),
                        Tuple.of(10, channelFrames(Arbitraries.integers())),
                        Tuple.of(5, Arbitraries.bytes().array(byte[].class).ofMaxSize(40).map(Frames::binary)),
                        Tuple.of(5, Arbitraries.bytes().array(byte[].class).ofMaxSize(125).map(Frames::ping)),
                        Tuple.of(5, fragments()),
                        Tuple.of(1, brokenFrames()));
        return Combinators.combine(by(), frames).as(Move::frame);
    }

    /// What fits to a channel, an invite and a peer that may be there.
    private static Arbitrary<Move> plausible() {
        return Arbitraries.frequencyOf(
                Tuple.of(6, Combinators.combine(by(), channelFrames(channels())).as(Move::frame)),
                Tuple.of(6, Combinators.combine(by(), aboutChannels()).as(Move::say)),
                Tuple.of(4, aboutPeers()));
    }

    private static Arbitrary<Move.By> by() {
        return Arbitraries.frequency(Tuple.of(2, Move.By.SELF), Tuple.of(1, Move.By.PEER));
    }

    /// Each client's first one has the number 1.
    private static Arbitrary<Integer> channels() {
        return Arbitraries.frequency(Tuple.of(20, 1), Tuple.of(1, 2), Tuple.of(1, 3));
    }

    /// How much has come of a channel, or may come.
    private static Arbitrary<Long> counts() {
        return Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.just(0L)),
                Tuple.of(2, Arbitraries.longs().between(1, 1000)),
                Tuple.of(1, Arbitraries.of(Joined.WINDOW, Joined.WINDOW + 1, 1L << 50)));
    }

    private static Arbitrary<ClientMessage> aboutChannels() {
        Arbitrary<Integer> generations =
                Arbitraries.frequency(Tuple.of(1, 1), Tuple.of(4, Scene.BROKEN), Tuple.of(1, 3));
        return Arbitraries.oneOf(
                Combinators.combine(channels(), generations, counts())
                        .as((channel, generation, received) -> new ChannelResume("r", channel, generation, received)),
                Combinators.combine(channels(), counts())
                        .as((channel, limit) -> new ChannelAccept("a", channel, limit)),
                channels().map(channel -> new ChannelReject("j", channel, "no")),
                channels().map(channel -> new ChannelClose("c", channel, null)));
    }

    private static Arbitrary<Move> aboutPeers() {
        return Combinators.combine(by(), by(), counts())
                .flatAs((by, of, count) ->
                        Arbitraries.of(
                                Move.say(by, "open to " + of + " " + count, scene -> open(scene.identity(of), count)),
                                Move.say(by, "request of " + of, scene -> request(scene, by, of)),
                                Move.say(by, "revoke the invite", scene -> new InviteRevoke("v", scene.invite())),
                                Move.say(by, "unpair " + of, scene -> new PairRevoke("u", scene.identity(of))),
                                Move.say(by, "discover " + of, scene -> discover(scene.identity(of))),
                                Move.say(by, "leave for " + of, scene -> leave(scene.identity(of))),
                                Move.say(by, new SyncRequest("s", null, null))));
    }

    private static ClientMessage open(Identity to, long limit) {
        return new ChannelOpen("o", to, null, limit);
    }

    private static ClientMessage request(Scene scene, Move.By by, Move.By of) {
        return new PairRequest("q", scene.invite(), scene.identity(of), scene.identity(by));
    }

    private static ClientMessage discover(Identity identity) {
        return new Discover("d", identity, null, null);
    }

    private static ClientMessage leave(Identity to) {
        return new SyncPut("l", to, List.of(Mail.object("x")));
    }

    /// Data, credit and credit that is a lie, on channels that may be there.
    private static Arbitrary<byte[]> channelFrames(Arbitrary<Integer> channels) {
        Arbitrary<Long> numbers =
                Arbitraries.frequencyOf(
                        Tuple.of(3, counts()),
                        Tuple.of(3, Arbitraries.longs().between(0, 100_000)),
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
}
