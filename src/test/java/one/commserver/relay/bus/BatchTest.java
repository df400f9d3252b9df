package one.commserver.relay.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

import one.commserver.crypto.Identity;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ConnectionKind;
import one.commserver.registry.NodeId;
import one.commserver.registry.SessionId;
import one.commserver.registry.Slot;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// What nodes tell each other, in bytes.
class BatchTest {

    private static final NodeId SENDER = new NodeId("node-1");
    private static final Identity ALICE = SigningKey.generate(SignatureAlgorithm.ED25519).identity();
    private static final Identity BOB = SigningKey.generate(SignatureAlgorithm.ECDSA_P256).identity();

    private static final SessionId SESSION = new SessionId("s");
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Property(tries = 300)
    void whatIsWrittenIsRead(
            @ForAll("fullBatches") List<BusMessage> messages,
            @ForAll long stream,
            @ForAll @LongRange(min = 1) long number)
            throws Exception {
        var batch = new Batch(SENDER, stream, number, messages);

        assertThat(Batch.read(bytes(batch))).isEqualTo(batch);
    }

    @Property(tries = 200)
    void noMessageTakesMoreThanItSays(@ForAll("messages") BusMessage message) throws Exception {
        var writer = new BatchWriter(SENDER, 0);
        int empty = writer.length();
        writer.add(message);

        assertThat(writer.length() - empty).isLessThanOrEqualTo(BatchWriter.most(message));
        if (message instanceof BusMessage.Data data) {
            assertThat(writer.length() - empty).isEqualTo(BatchWriter.most(message));
            assertThat(writer.length() - empty - data.payload().remaining()).isLessThanOrEqualTo(64);
        }
    }

    @Property(tries = 100)
    void whatIsCutOffIsRefused(@ForAll("batches") List<BusMessage> messages, @ForAll int place) throws Exception {
        byte[] whole = bytes(new Batch(SENDER, 1, 1, messages));
        int length = Math.floorMod(place, whole.length);

        assertRefused(Arrays.copyOf(whole, length));
        assertRefused(Arrays.copyOf(whole, whole.length + 1));
    }

    /// So a later version can say more.
    @Property(tries = 200)
    void whatALaterVersionSaysBehindAMessageIsLeftOut(
            @ForAll("messages") BusMessage message, @ForAll @Size(max = 40) byte[] more) throws Exception {
        if (message instanceof BusMessage.Data || message instanceof BusMessage.Tell) {
            return;
        }
        BusMessage whole =
                message instanceof BusMessage.Offer offer && offer.trace().isEmpty() ? offer(SESSION, TRACE) : message;

        assertThat(Batch.read(longer(whole, more)).messages()).containsExactly(whole);
    }

    @Property(tries = 300)
    void anOfferIsReadWhateverStandsForItsTrace(@ForAll @Size(max = 100) byte[] anything) throws Exception {
        BusMessage.Offer bare = offer(SESSION, "");

        assertThat(Batch.read(longer(bare, anything)).messages()).containsExactly(bare);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
                "00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01",
                "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more"
            })
    void whatCantBeATraceIsNone(String told) throws Exception {
        ByteBuffer text = ByteBuffer.allocate(Short.BYTES + told.length());
        text.putShort((short) told.length()).put(told.getBytes(StandardCharsets.US_ASCII));

        assertThat(Batch.read(longer(offer(SESSION, ""), text.array())).messages()).containsExactly(offer(SESSION, ""));
    }

    @Property(tries = 1000)
    void whateverComesIsReadOrRefused(@ForAll @Size(max = 300) byte[] anything) {
        readOrRefused(anything);
        byte[] batch = Arrays.copyOf(new byte[] {Batch.VERSION, 1, 'n'}, anything.length + 3);
        System.arraycopy(anything, 0, batch, 3, anything.length);
        readOrRefused(batch);
    }

    @Property(tries = 1000)
    void whateverIsChangedIsReadOrRefused(
            @ForAll("batches") List<BusMessage> messages, @ForAll int place, @ForAll byte value) {
        byte[] batch = bytes(new Batch(SENDER, 1, 1, messages));
        batch[Math.floorMod(place, batch.length)] = value;
        readOrRefused(batch);
    }

    @Property(tries = 300)
    void whateverAMessageHasInItIsReadOrRefused(
            @ForAll @IntRange(max = 255) int code, @ForAll @Size(max = 120) byte[] fields) {
        ByteBuffer batch = ByteBuffer.allocate(200);
        batch.put(Batch.VERSION).put((byte) 1).put((byte) 'n').putLong(1).putLong(1).put((byte) 1);
        batch.putInt(1 + fields.length).put((byte) code).put(fields);
        readOrRefused(Arrays.copyOf(batch.array(), batch.position()));
    }

    @Test
    void onlyTheseNumbersAreRead() throws Exception {
        byte[] told = bytes(new Batch(SENDER, 1, 0, List.of()));
        assertThat(Batch.read(told).messages()).isEmpty();

        var one = new BusMessage.Decline(new ChannelKey(1, 2), true);
        assertRefused(bytes(new Batch(SENDER, 1, 0, List.of(one))));
        assertRefused(bytes(new Batch(SENDER, 1, -1, List.of(one))));
    }

    @Test
    void aBatchThatAnnouncesMuchGetsNothingForIt() {
        byte[] batch = bytes(new Batch(SENDER, 1, 1, List.of()));
        batch[batch.length - 1] = (byte) Batch.MAX_MESSAGES;
        assertRefused(batch);
        batch[batch.length - 1] = (byte) (Batch.MAX_MESSAGES + 1);
        assertRefused(batch);

        byte[] long1 = bytes(new Batch(SENDER, 1, 1, List.of(data(new byte[3]))));
        ByteBuffer.wrap(long1).putInt(Batch.HEAD + SENDER.value().length(), Integer.MAX_VALUE);
        assertRefused(long1);
        ByteBuffer.wrap(long1).putInt(Batch.HEAD + SENDER.value().length(), -1);
        assertRefused(long1);
    }

    @Test
    void anotherVersionAndAStrangeSenderAreRefused() {
        byte[] batch = bytes(new Batch(SENDER, 1, 1, List.of()));
        batch[0]++;
        assertRefused(batch);
        batch[0]--;
        batch[2] = '\n';
        assertRefused(batch);
        batch[2] = (byte) 0xc3;
        assertRefused(batch);
    }

    @Test
    void manyMessagesAndManyBytesFillABatchButOneMessageGoesIntoAny() {
        var many = new BatchWriter(SENDER, 0);
        var small = data(new byte[1]);
        for (int i = 0; i < Batch.MAX_MESSAGES; i++) {
            assertThat(many.hasRoomFor(small)).isTrue();
            many.add(small);
        }
        assertThat(many.isFull()).isTrue();
        assertThat(many.hasRoomFor(small)).isFalse();

        var large = new BatchWriter(SENDER, 0);
        var huge = data(new byte[2 * Batch.MANY_BYTES]);
        assertThat(large.hasRoomFor(huge)).isTrue();
        large.add(huge);
        assertThat(large.isFull()).isTrue();
        assertThat(large.hasRoomFor(small)).isFalse();
    }

    @Test
    void aPayloadIsCopiedAndLeftAsItWas() throws Exception {
        ByteBuffer payload = ByteBuffer.wrap(new byte[] {0, 1, 2, 3, 4}).position(1).limit(3);
        var writer = new BatchWriter(SENDER, 0);
        writer.add(data(payload));
        payload.put(1, (byte) 9);

        assertThat(payload.position()).isEqualTo(1);
        assertThat(payload.limit()).isEqualTo(3);
        ByteBuffer sealed = writer.seal(1, 1);
        byte[] bytes = new byte[sealed.remaining()];
        sealed.get(bytes);
        assertThat(Batch.read(bytes).messages()).containsExactly(data(new byte[] {1, 2}));
    }

    @Test
    void aNameThatIsTooLongIsRefusedAndLeavesTheRest() throws Exception {
        var writer = new BatchWriter(SENDER, 0);
        var decline = new BusMessage.Decline(new ChannelKey(1, 2), true);
        writer.add(decline);
        var offer = offer(new SessionId("x".repeat(BusMessage.MAX_NAME + 1)));
        assertThatThrownBy(() -> writer.add(offer)).isInstanceOf(IllegalArgumentException.class);
        writer.add(decline);

        ByteBuffer sealed = writer.seal(1, 1);
        byte[] bytes = new byte[sealed.remaining()];
        sealed.get(bytes);
        assertThat(Batch.read(bytes).messages()).containsExactly(decline, decline);
    }

    @Test
    void whatIsHeardCantBeChanged() throws Exception {
        byte[] batch = bytes(new Batch(SENDER, 1, 1, List.of(data(new byte[3]))));
        assertThat(((BusMessage.Data) Batch.read(batch).messages().getFirst()).payload().isReadOnly()).isTrue();
    }

    @Provide
    Arbitrary<List<BusMessage>> batches() {
        return messages().list().ofMaxSize(5);
    }

    @Provide
    Arbitrary<List<BusMessage>> fullBatches() {
        return messages().list().ofMaxSize(Batch.MAX_MESSAGES);
    }

    @Provide
    Arbitrary<BusMessage> messages() {
        var keys = Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(ChannelKey::new);
        var counts = Arbitraries.longs().greaterOrEqual(0);
        var generations = Arbitraries.integers().greaterOrEqual(1);
        var halves = Combinators.combine(keys, Arbitraries.of(Side.class), counts, generations);
        var payloads = Arbitraries.bytes().array(byte[].class).ofMaxSize(3000).map(ByteBuffer::wrap);
        var reasons = Arbitraries.of(ChannelCloseReason.class);
        var slots =
                Combinators.combine(
                                Arbitraries.of(ALICE, BOB),
                                Arbitraries.strings().ofMaxLength(64),
                                Arbitraries.of(ConnectionKind.CONTROL, ConnectionKind.DATA),
                                Arbitraries.strings().ascii().ofMaxLength(16))
                        .as((identity, instance, kind, lane) -> new Slot(identity, text(instance), kind, lane));
        var sessions = Arbitraries.strings().alpha().ofMaxLength(128).map(SessionId::new);
        var traces = Arbitraries.of("", TRACE);
        var pairs = Combinators.combine(counts, counts).as((a, b) -> new long[] {Math.min(a, b), Math.max(a, b)});
        return Arbitraries.oneOf(
                Combinators.combine(keys, slots, sessions, counts, slots, sessions, counts, traces)
                        .as(BusMessage.Offer::new),
                Combinators.combine(keys, counts, counts).as(BusMessage.Accept::new),
                Combinators.combine(keys, Arbitraries.of(true, false)).as(BusMessage.Decline::new),
                Combinators.combine(keys, reasons).as(BusMessage.Withdraw::new),
                Combinators.combine(keys, Arbitraries.of(Side.class), counts, generations, payloads)
                        .as(BusMessage.Data::new),
                Combinators.combine(keys, Arbitraries.of(Side.class), counts, generations, pairs)
                        .as((key, to, epoch, generation, pair) ->
                                new BusMessage.Grant(key, to, epoch, generation, pair[0], pair[1])),
                Combinators.combine(keys, Arbitraries.of(Side.class), counts, generations, sessions)
                        .as(BusMessage.Break::new),
                Combinators.combine(keys, Arbitraries.of(Side.class), counts, generations, pairs)
                        .as((key, to, epoch, generation, pair) ->
                                new BusMessage.Resumed(key, to, epoch, generation, pair[0], pair[1])),
                Combinators.combine(
                                keys,
                                Arbitraries.of(Side.class),
                                counts,
                                generations,
                                Arbitraries.of(ClosedBy.PEER, ClosedBy.SERVER),
                                Arbitraries.strings().ofMaxLength(64).map(BatchTest::text))
                        .as(BusMessage.Close::new),
                halves.as(BusMessage.Refuse::new),
                halves.as(BusMessage.Unknown::new),
                payloads.map(payload -> new BusMessage.Tell(ALICE, payload)),
                Arbitraries.just(new BusMessage.Paired(ALICE, BOB)),
                reasons.map(reason -> new BusMessage.Part(BOB, ALICE, reason)));
    }

    /// Without halves of characters.
    private static String text(String any) {
        return any.codePoints()
                .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /// A batch of one message with something behind it.
    private static byte[] longer(BusMessage message, byte[] more) {
        byte[] batch = bytes(new Batch(SENDER, 1, 1, List.of(message)));
        byte[] longer = Arrays.copyOf(batch, batch.length + more.length);
        System.arraycopy(more, 0, longer, batch.length, more.length);
        int head = Batch.HEAD + SENDER.value().length();
        ByteBuffer.wrap(longer).putInt(head, longer.length - head - Integer.BYTES);
        return longer;
    }

    private static BusMessage.Offer offer(SessionId session) {
        return offer(session, "");
    }

    private static BusMessage.Offer offer(SessionId session, String trace) {
        var slot = new Slot(ALICE, "phone", ConnectionKind.DATA, "");
        return new BusMessage.Offer(new ChannelKey(1, 2), slot, session, 1, slot, session, 1, trace);
    }

    private static BusMessage.Data data(byte[] payload) {
        return data(ByteBuffer.wrap(payload));
    }

    private static BusMessage.Data data(ByteBuffer payload) {
        return new BusMessage.Data(new ChannelKey(1, 2), Side.OPENER, 1, 1, payload);
    }

    private static byte[] bytes(Batch batch) {
        var writer = new BatchWriter(batch.sender(), 0);
        batch.messages().forEach(writer::add);
        ByteBuffer sealed = writer.seal(batch.stream(), batch.number());
        byte[] bytes = new byte[sealed.remaining()];
        sealed.get(bytes);
        return bytes;
    }

    private static void assertRefused(byte[] bytes) {
        assertThatExceptionOfType(MalformedBatchException.class).isThrownBy(() -> Batch.read(bytes));
    }

    private static void readOrRefused(byte[] bytes) {
        try {
            Batch batch = Batch.read(bytes);
            assertThat(batch.messages()).hasSizeLessThanOrEqualTo(Batch.MAX_MESSAGES);
        } catch (MalformedBatchException refused) {
            assertThat(refused).hasMessageNotContaining("node-");
        }
    }
}
