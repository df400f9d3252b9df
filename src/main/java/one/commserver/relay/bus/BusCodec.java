package one.commserver.relay.bus;

import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.ClosedBy;
import one.commserver.relay.bus.BusMessage.Accept;
import one.commserver.relay.bus.BusMessage.Break;
import one.commserver.relay.bus.BusMessage.Close;
import one.commserver.relay.bus.BusMessage.Data;
import one.commserver.relay.bus.BusMessage.Decline;
import one.commserver.relay.bus.BusMessage.Grant;
import one.commserver.relay.bus.BusMessage.Offer;
import one.commserver.relay.bus.BusMessage.Paired;
import one.commserver.relay.bus.BusMessage.Part;
import one.commserver.relay.bus.BusMessage.Refuse;
import one.commserver.relay.bus.BusMessage.Resumed;
import one.commserver.relay.bus.BusMessage.Tell;
import one.commserver.relay.bus.BusMessage.Unknown;
import one.commserver.relay.bus.BusMessage.Withdraw;
import one.commserver.transport.FrameOutlet;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/// One message in bytes: a code, then its fields in the order in which its record has them, numbers big-endian, texts
/// in UTF-8 behind their length in two bytes. A payload is last and has what is left. What stands behind the fields of
/// a message without a payload is a later version's, and left out.
final class BusCodec {

    /// Code, key, side, epoch, generation: all that stands before a payload.
    static final int DATA_HEAD = 1 + ChannelKey.LENGTH + 1 + Long.BYTES + Integer.BYTES;

    /// More than any message takes that has neither a payload nor names.
    private static final int NUMBERS = DATA_HEAD + 2 * Long.BYTES + Short.BYTES;

    /// More than a slot takes: three short texts beside the identity.
    private static final int SLOT = 4 * BusMessage.MAX_NAME;

    private static final int OFFER = 1;
    private static final int ACCEPT = 2;
    private static final int DECLINE = 3;
    private static final int WITHDRAW = 4;
    private static final int DATA = 5;
    private static final int GRANT = 6;
    private static final int BREAK = 7;
    private static final int RESUMED = 8;
    private static final int CLOSE = 9;
    private static final int UNKNOWN = 10;
    private static final int TELL = 11;
    private static final int PAIRED = 12;
    private static final int PART = 13;
    private static final int REFUSE = 14;
    private static final int MESSAGE = 15;

    private BusCodec() {}

    /// How many bytes a message takes at most; exactly, if it is data.
    static int most(BusMessage message) {
        return switch (message) {
            case Data data -> DATA_HEAD + (data.kind() == FrameOutlet.Kind.FRAME ? 0 : 1) + data.payload().remaining();
            case Tell tell -> NUMBERS + BusMessage.MAX_NAME + tell.message().remaining();
            case Offer _ -> NUMBERS + 2 * (SLOT + BusMessage.MAX_NAME) + BusMessage.MAX_NAME;
            case Paired _, Part _ -> NUMBERS + 3 * BusMessage.MAX_NAME;
            case Withdraw _, Close _, Break _ -> NUMBERS + 2 * BusMessage.MAX_NAME;
            case Accept _, Decline _, Grant _, Resumed _, Refuse _, Unknown _ -> NUMBERS;
        };
    }

    /// Writes a message where there is room for [#most] bytes.
    static void write(BusMessage message, ByteBuffer to) {
        var out = new Writing(to);
        switch (message) {
            case Offer offer -> {
                out.code(OFFER)
                        .key(offer.key())
                        .slot(offer.from())
                        .text(offer.session().value())
                        .number(offer.epoch())
                        .slot(offer.to())
                        .text(offer.asked().value())
                        .number(offer.limit());
                // a node that knows of no traces takes no offer with one: the collector is set behind the last upgrade
                if (!offer.trace().isEmpty()) {
                    out.text(offer.trace());
                }
            }
            case Accept accept -> out.code(ACCEPT).key(accept.key()).number(accept.epoch()).number(accept.limit());
            case Decline decline -> out.code(DECLINE).key(decline.key()).code(decline.wasThere() ? 1 : 0);
            case Withdraw withdraw -> out.code(WITHDRAW).key(withdraw.key()).word(withdraw.reason());
            case Data data -> {
                if (data.kind() == FrameOutlet.Kind.FRAME) {
                    out.code(DATA).half(data).rest(data.payload());
                } else {
                    out.code(MESSAGE).half(data).kind(data.kind()).rest(data.payload());
                }
            }
            case Grant grant -> out.code(GRANT).half(grant).number(grant.received()).number(grant.limit());
            case Break interruption -> out.code(BREAK).half(interruption).text(interruption.session().value());
            case Resumed resumed -> out.code(RESUMED).half(resumed).number(resumed.received()).number(resumed.limit());
            case Close close -> out.code(CLOSE).half(close).word(close.by()).text(close.reason());
            case Refuse refuse -> out.code(REFUSE).half(refuse);
            case Unknown unknown -> out.code(UNKNOWN).half(unknown);
            case Tell tell -> out.code(TELL).identity(tell.identity()).rest(tell.message());
            case Paired paired -> out.code(PAIRED).identity(paired.identity()).identity(paired.peer());
            case Part part -> out.code(PART).identity(part.identity()).identity(part.peer()).word(part.reason());
        }
    }

    /// Reads the one message that the given bytes are. A payload stays where it is.
    ///
    /// @throws MalformedBatchException if that isn't one
    static BusMessage read(ByteBuffer from) throws MalformedBatchException {
        try {
            return read(from.get(), new Reading(from));
        } catch (BufferUnderflowException tooShort) {
            throw new MalformedBatchException("a message is too short");
        } catch (IllegalArgumentException wrong) {
            // its own words may quote what it has read
            throw new MalformedBatchException("a message has a field that can't be");
        }
    }

    private static BusMessage read(byte code, Reading in) {
        return switch (code) {
            case OFFER ->
                    new Offer(
                            in.key(),
                            in.slot(),
                            in.session(),
                            in.number(),
                            in.slot(),
                            in.session(),
                            in.number(),
                            in.trace());
            case ACCEPT -> new Accept(in.key(), in.number(), in.number());
            case DECLINE -> new Decline(in.key(), in.yes());
            case WITHDRAW -> new Withdraw(in.key(), in.word(ChannelCloseReason.values()));
            case DATA -> new Data(in.key(), in.side(), in.number(), in.shorter(), in.rest());
            case MESSAGE -> new Data(in.key(), in.side(), in.number(), in.shorter(), in.kind(), in.rest());
            case GRANT -> new Grant(in.key(), in.side(), in.number(), in.shorter(), in.number(), in.number());
            case BREAK -> new Break(in.key(), in.side(), in.number(), in.shorter(), in.session());
            case RESUMED -> new Resumed(in.key(), in.side(), in.number(), in.shorter(), in.number(), in.number());
            case CLOSE ->
                    new Close(in.key(), in.side(), in.number(), in.shorter(), in.word(ClosedBy.values()), in.text());
            case REFUSE -> new Refuse(in.key(), in.side(), in.number(), in.shorter());
            case UNKNOWN -> new Unknown(in.key(), in.side(), in.number(), in.shorter());
            case TELL -> new Tell(in.identity(), in.rest());
            case PAIRED -> new Paired(in.identity(), in.identity());
            case PART -> new Part(in.identity(), in.identity(), in.word(ChannelCloseReason.values()));
            default -> throw new IllegalArgumentException("there is no such message");
        };
    }
}
