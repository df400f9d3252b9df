package one.commserver.client;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

import one.commserver.client.LyingServer.Socket;
import one.commserver.client.flow.Frames;
import one.commserver.crypto.Bytes;
import one.commserver.protocol.AuthenticationMessage.Limits;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ChannelMessage.ChannelInterrupted;
import one.commserver.protocol.ChannelMessage.ChannelOffer;
import one.commserver.protocol.ChannelMessage.ChannelOpened;
import one.commserver.protocol.ChannelMessage.ChannelResumed;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.ConnectionMessage.ServerDraining;
import one.commserver.protocol.DiscoveryMessage.Announced;
import one.commserver.protocol.DiscoveryMessage.Endpoints;
import one.commserver.protocol.DiscoveryMessage.FoundEndpoint;
import one.commserver.protocol.DiscoveryMessage.SealingKey;
import one.commserver.protocol.DiscoveryMessage.Transport;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.MessageCodec;
import one.commserver.protocol.Messages;
import one.commserver.protocol.PairingMessage.Invites;
import one.commserver.protocol.PairingMessage.LiveInvite;
import one.commserver.protocol.ServerMessage;
import one.commserver.protocol.SyncMessage.Completion;
import one.commserver.protocol.SyncMessage.SyncComplete;
import one.commserver.testing.Corpus;
import one.commserver.testing.Damage;
import one.commserver.testing.RawFrame;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/// What a hostile server and an application do to a client behind each other, and how far it had come before.
record ClientSequence(Stage stage, List<Move> moves) {

    private static final int MOST_MOVES = 12;
    private static final long MAX_NUMBER = (1L << 53) - 1;
    private static final String EARLIEST = "0000-01-01T00:00:00.000Z";
    private static final String LATEST = "9999-12-31T23:59:59.999Z";

    /// Stands for the `ref` of what the message would answer, or of what the client has said last.
    private static final String FITTING = "FITTING";

    /// How far a client has come.
    enum Stage {
        /// Has asked to be let in.
        STRANGER(ConnectionKind.DATA),
        /// Has answered a challenge.
        CHALLENGED(ConnectionKind.DATA),
        IN(ConnectionKind.DATA),
        CONTROL(ConnectionKind.CONTROL),
        DISCOVERY(ConnectionKind.DISCOVERY),
        FINDING(ConnectionKind.DATA),
        /// Has asked for a channel.
        OPENING(ConnectionKind.DATA),
        /// Has a channel, by the number 1, with data on the way to both ends.
        OPEN(ConnectionKind.DATA),
        /// Was asked, by the number 7.
        OFFERED(ConnectionKind.DATA),
        /// Has asked whoever had asked it, and accepted.
        MEETING(ConnectionKind.DATA),
        /// Has come back, to a channel by the number 1 that is interrupted.
        BACK(ConnectionKind.DATA),
        PAIRING(ConnectionKind.CONTROL),
        FETCHING(ConnectionKind.DATA),
        LEAVING(ConnectionKind.DATA);

        private final ConnectionKind kind;

        Stage(ConnectionKind kind) {
            this.kind = kind;
        }

        ConnectionKind kind() {
            return kind;
        }
    }

    /// @param name what it is, for who looks for the reason of a failure
    record Move(String name, Consumer<ClientScene> how) {

        @Override
        public String toString() {
            return name;
        }
    }

    /// Half of them have nothing wild in them: most of that ends a connection, and then nothing comes of the rest.
    static Arbitrary<List<Move>> anyMoves() {
        Arbitrary<Move> mixed = Arbitraries.oneOf(plausible(), wild());
        return Arbitraries.oneOf(plausible().list().ofMaxSize(MOST_MOVES), mixed.list().ofMaxSize(MOST_MOVES));
    }

    private static Arbitrary<Move> plausible() {
        return Arbitraries.frequencyOf(
                Tuple.of(6, application()),
                Tuple.of(3, Arbitraries.just(new Move("answer", scene -> scene.server.answerLast()))),
                Tuple.of(6, aboutChannels()),
                Tuple.of(4, frames(channels())),
                Tuple.of(3, errors()),
                Tuple.of(3, mail()),
                Tuple.of(5, answers()),
                Tuple.of(2, leaving()),
                Tuple.of(1, coming()));
    }

    /// What the application does meanwhile.
    private static Arbitrary<Move> application() {
        return Arbitraries.of(
                new Move("app asks", ClientScene::beat),
                new Move("app opens", scene -> scene.unlessStranger(ClientScene::ask)),
                new Move("app accepts", ClientScene::accept),
                new Move("app rejects", ClientScene::reject),
                new Move("app sends", ClientScene::sendMuch),
                new Move("app takes", ClientScene::take),
                new Move("app takes one", ClientScene::takeOne),
                new Move("app closes channels", ClientScene::leaveChannels),
                new Move("app finds", scene -> scene.unlessStranger(ClientScene::find)),
                new Move("app cancels", ClientScene::cancelSome),
                new Move("a while", ClientScene::aWhile));
    }

    private static Arbitrary<String> refs() {
        return Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.just(FITTING)),
                Tuple.of(6, Arbitraries.of("q1", "q2", "q3", "o1", "o2", "h1", "a1", "a7", "c1", "r1")),
                Tuple.of(1, Arbitraries.of("", "o0", "o999999999999999999", "q-1", "x")),
                Tuple.of(1, Arbitraries.just(null)));
    }

    private static Arbitrary<Integer> channels() {
        return Arbitraries.frequency(
                Tuple.of(12, 1), Tuple.of(4, 7), Tuple.of(2, 2), Tuple.of(1, 8), Tuple.of(1, Integer.MAX_VALUE));
    }

    private static Arbitrary<Integer> generations() {
        return Arbitraries.frequency(Tuple.of(3, 1), Tuple.of(4, 2), Tuple.of(2, 3), Tuple.of(1, Integer.MAX_VALUE));
    }

    /// How much has come, or may come.
    private static Arbitrary<Long> counts() {
        return Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.of(0L, 1L, 5L, 6L, 1005L, 65_536L)),
                Tuple.of(4, Arbitraries.longs().between(0, 140_000)),
                Tuple.of(1, Arbitraries.of(131_072L, 131_073L, MAX_NUMBER)));
    }

    private static Arbitrary<Move> aboutChannels() {
        Arbitrary<String> reasons = Arbitraries.of("closed", "x", "connection_lost", "taken", "simultaneous_open");
        return Arbitraries.oneOf(
                Combinators.combine(refs(), channels(), Arbitraries.of("tablet", "desk"), counts(), generations())
                        .as((ref, channel, instance, limit, generation) ->
                                tell(ref, new ChannelOpened(ref, channel, instance, limit, generation))),
                Combinators.combine(channels(), Arbitraries.of("tablet", "desk"), counts(), Arbitraries.of(true, false))
                        .as((channel, instance, limit, own) ->
                                tell(
                                        "offer " + channel + " of " + instance + (own ? " of its own " : " ") + limit,
                                        scene ->
                                                new ChannelOffer(
                                                        null,
                                                        channel,
                                                        own ? scene.client.identity() : scene.peer.identity(),
                                                        instance,
                                                        limit,
                                                        1))),
                Combinators.combine(channels(), generations())
                        .as((channel, generation) -> tell(null, new ChannelInterrupted(null, channel, generation))),
                Combinators.combine(refs(), channels(), generations(), counts(), counts())
                        .as((ref, channel, generation, received, limit) ->
                                tell(ref, new ChannelResumed(ref, channel, generation, received, limit))),
                Combinators.combine(refs(), channels(), Arbitraries.of(ClosedBy.class), reasons)
                        .as((ref, channel, by, reason) -> tell(ref, new ChannelClosed(ref, channel, by, reason))));
    }

    private static Arbitrary<Move> errors() {
        Arbitrary<Integer> concerned = channels().injectNull(0.5);
        Arbitrary<Long> pauses = Arbitraries.of(0L, 1L, 50L, MAX_NUMBER).injectNull(0.5);
        Arbitrary<String> times = Arbitraries.of(EARLIEST, LATEST, "2026-01-01T00:00:00.000Z").injectNull(0.7);
        Arbitrary<Move> any =
                Combinators.combine(refs(), Arbitraries.of(ErrorCode.class), concerned, pauses, times)
                        .as((ref, code, channel, pause, time) -> tell(ref, error(ref, code, channel, pause, time)));
        Arbitrary<Move> clocks =
                Arbitraries.of(EARLIEST, LATEST)
                        .map(time -> tell(null, error(null, ErrorCode.AUTH_CLOCK, null, null, time)));
        return Arbitraries.frequencyOf(Tuple.of(5, any), Tuple.of(1, clocks));
    }

    private static ErrorMessage error(String ref, ErrorCode code, Integer channel, Long pause, String time) {
        return new ErrorMessage(
                ref, code.wireName(), code.category(), code.severity(), code.retry(), pause, "x", channel, null, time);
    }

    private static Arbitrary<Move> mail() {
        return Arbitraries.of(
                new Move("a letter", scene -> scene.tell(FITTING, SealedMail.batch(FITTING, "1", scene.letters("a")))),
                new Move(
                        "the same",
                        scene -> scene.tell(FITTING, SealedMail.batch(FITTING, "1", scene.letters("a", "a")))),
                new Move("more", scene -> scene.tell(FITTING, SealedMail.batch(FITTING, "2", scene.letters("b", "c")))),
                new Move(
                        "anew", scene -> scene.tell(FITTING, SealedMail.batch(FITTING, "3", scene.letters("d"), true))),
                tell(FITTING, new SyncComplete(FITTING, 1, Completion.MORE, null)),
                tell(FITTING, new SyncComplete(FITTING, 0, Completion.COMPLETE, true)));
    }

    private static Arbitrary<Move> answers() {
        Arbitrary<Move> any =
                Combinators.combine(refs(), Messages.any(ServerMessage.class)).as((ref, message) -> tell(ref, message));
        Arbitrary<String> moments = Arbitraries.of(EARLIEST, LATEST, "2100-01-01T00:00:00.000Z");
        Arbitrary<Bytes> bytes = Arbitraries.bytes().array(byte[].class).ofSize(64).map(Bytes::of);
        return Arbitraries.frequencyOf(
                Tuple.of(8, any),
                Tuple.of(1, moments.map(expires -> tell(FITTING, new Announced(null, expires)))),
                Tuple.of(
                        1,
                        Combinators.combine(Arbitraries.of("x25519", "x"), bytes, moments)
                                .as((suite, some, expires) ->
                                        tell(
                                                "somebody's endpoints until " + expires,
                                                scene -> endpoints(scene, suite, some, expires)))),
                Tuple.of(
                        1,
                        bytes.map(some -> tell(FITTING, new Invites(null, List.of(new LiveInvite(some, 0)), null)))));
    }

    private static ServerMessage endpoints(ClientScene scene, String suite, Bytes some, String expires) {
        return new Endpoints(
                null,
                scene.peer.identity(),
                true,
                List.of(new FoundEndpoint("tablet", Transport.RELAY, "wss://relay.example/", null)),
                new SealingKey(suite, some, expires, some));
    }

    /// The server goes away, or says so.
    private static Arbitrary<Move> leaving() {
        Arbitrary<Long> moments = Arbitraries.of(0L, 1L, 5000L, MAX_NUMBER);
        Arbitrary<Integer> codes =
                Arbitraries.oneOf(
                        Arbitraries.of(1000, 1001, 1002, 1008, 1011, 1012, 1013),
                        Arbitraries.integers().between(0, 65_535));
        return Arbitraries.oneOf(
                Combinators.combine(moments, Arbitraries.of(true, false))
                        .as((moment, resumable) -> tell(null, new ServerDraining(null, moment, resumable))),
                Combinators.combine(codes, Arbitraries.of("", "Close called: New connection replaced old one", "é"))
                        .as(ClientSequence::close),
                Arbitraries.just(new Move("cut", scene -> scene.latest(Socket::cut))));
    }

    private static Move close(int code, String text) {
        byte[] words = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        ByteBuffer payload = ByteBuffer.allocate(2 + words.length).putShort((short) code).put(words);
        return raw("close " + code + " " + text, frame(RawFrame.FIN | RawFrame.CLOSE, payload.array()));
    }

    /// Lets the client in, or somebody else.
    private static Arbitrary<Move> coming() {
        Arbitrary<Limits> limits =
                Combinators.combine(
                                Arbitraries.of(1, 1024, 65_536, Integer.MAX_VALUE),
                                Arbitraries.of(1, 1023, 1024, 65_536, Integer.MAX_VALUE),
                                Arbitraries.of(1, 8, Integer.MAX_VALUE),
                                Arbitraries.of(0L, 1L, 131_072L, MAX_NUMBER / 4),
                                Arbitraries.of(0L, 1L, 131_072L, MAX_NUMBER / 4))
                        .as((text, frame, most, more, evenMore) ->
                                new Limits(
                                        text, frame, most, 1, frame + more, frame + more + evenMore, 1, 1, MAX_NUMBER));
        return Combinators.combine(limits, Arbitraries.of(true, false), Arbitraries.of(1L, 1000L, MAX_NUMBER))
                .as((allowed, resumed, beat) ->
                        new Move(
                                "auth_success " + allowed + " " + resumed + " " + beat,
                                scene -> scene.letIn(resumed, beat, allowed)));
    }

    private static Arbitrary<Move> frames(Arbitrary<Integer> channels) {
        Arbitrary<Long> numbers =
                Arbitraries.frequencyOf(
                        Tuple.of(6, counts()), Tuple.of(1, Arbitraries.of(-1L, Long.MAX_VALUE, Long.MIN_VALUE)));
        Arbitrary<Integer> sizes =
                Arbitraries.frequencyOf(
                        Tuple.of(6, Arbitraries.integers().between(0, 300)),
                        Tuple.of(2, Arbitraries.of(10_000, 65_531)));
        return Arbitraries.oneOf(
                Combinators.combine(channels, sizes, Arbitraries.frequency(Tuple.of(3, 1), Tuple.of(1, 50)))
                        .as((channel, size, times) -> data(channel, size, times)),
                Combinators.combine(channels, numbers, numbers)
                        .as((channel, received, limit) ->
                                new Move(
                                        "flow " + channel + " " + received + " " + limit,
                                        scene ->
                                                scene.latest(socket ->
                                                        socket.binary(Frames.flow(channel, received, limit))))));
    }

    private static Move data(int channel, int size, int times) {
        return new Move(
                times + " times " + size + " bytes on " + channel,
                scene ->
                        scene.latest(socket -> {
                            for (int i = 0; i < times; i++) {
                                socket.binary(ByteBuffer.allocate(5 + size).put((byte) 1).putInt(channel).rewind());
                            }
                        }));
    }

    /// What no server says there, and what none says anywhere.
    private static Arbitrary<Move> wild() {
        Arbitrary<byte[]> payloads = Arbitraries.bytes().array(byte[].class).ofMaxSize(40);
        return Arbitraries.frequencyOf(
                Tuple.of(4, answers()),
                Tuple.of(4, Damage.texts(Corpus.lines("messages")).map(ClientSequence::text)),
                Tuple.of(2, frames(Arbitraries.integers())),
                Tuple.of(2, payloads.map(bytes -> raw("binary", frame(RawFrame.FIN | RawFrame.BINARY, bytes)))),
                Tuple.of(2, payloads.map(bytes -> raw("ping", frame(RawFrame.FIN | RawFrame.PING, bytes)))),
                Tuple.of(2, payloads.map(bytes -> raw("pong", frame(RawFrame.FIN | RawFrame.PONG, bytes)))),
                Tuple.of(1, payloads.map(bytes -> raw("part of a text", frame(RawFrame.TEXT, bytes)))),
                Tuple.of(1, payloads.map(bytes -> raw("the rest", frame(RawFrame.FIN, bytes)))),
                Tuple.of(1, payloads.map(bytes -> raw("no frame", bytes))),
                Tuple.of(
                        1,
                        Arbitraries.integers().between(0, 255).map(first -> raw("frame", frame(first, new byte[3])))),
                Tuple.of(1, floods()));
    }

    /// Far more of something than anybody needs.
    private static Arbitrary<Move> floods() {
        return Arbitraries.of(
                flood(
                        "offers",
                        number -> scene -> new ChannelOffer(null, 100 + number, scene.peer.identity(), "t", 1, 1)),
                flood("draining", number -> scene -> new ServerDraining(null, number, true)),
                flood("breaks", number -> scene -> new ChannelInterrupted(null, 1, 10 + number)),
                flood("errors", number -> scene -> ErrorMessage.of(ErrorCode.RATE_LIMITED, null)));
    }

    private static Move flood(String name, Function<Integer, Function<ClientScene, ServerMessage>> message) {
        return new Move(
                "many " + name,
                scene -> {
                    for (int i = 1; i <= 300; i++) {
                        ServerMessage next = message.apply(i).apply(scene);
                        scene.latest(socket -> socket.tell(next));
                    }
                });
    }

    private static Move text(String text) {
        return new Move(text, scene -> scene.latest(socket -> socket.text(text)));
    }

    private static byte[] frame(int first, byte[] payload) {
        return new RawFrame(first, false, 0, payload).bytes();
    }

    private static Move raw(String name, byte[] bytes) {
        return new Move(
                name + " " + HexFormat.of().formatHex(bytes), scene -> scene.latest(socket -> socket.raw(bytes)));
    }

    private static Move tell(String ref, ServerMessage message) {
        return new Move(message + " to " + ref, scene -> scene.tell(ref, message));
    }

    private static Move tell(String name, Function<ClientScene, ServerMessage> message) {
        return new Move(name, scene -> scene.tell(FITTING, message.apply(scene)));
    }

    /// A message as it travels, with another `ref`.
    static String encoded(ServerMessage message, String ref) {
        ObjectNode json = (ObjectNode) JsonMapper.shared().readTree(MessageCodec.shared().encode(message));
        json.remove("ref");
        if (ref != null) {
            json.put("ref", ref);
        }
        return json.toString();
    }

    /// A while in which time-outs and pauses end.
    static final Duration WHILE = Duration.ofSeconds(20);

    static boolean isFitting(String ref) {
        return FITTING.equals(ref);
    }
}
