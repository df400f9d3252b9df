package one.commserver.relay;

import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.ServerMessage;
import one.commserver.registry.Registration;
import one.commserver.registry.Slot;
import one.commserver.transport.FrameRoute;
import one.commserver.transport.FrameSwitch;

import org.jspecify.annotations.Nullable;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// One connected client in the relay: who it is, how to reach it, its channels and its credit. As a [FrameSwitch] it
/// serves the client's link, on the link's thread.
public final class Party implements FrameSwitch {

    private final Registration registration;
    private final Line line;
    private final ChannelTable table;
    private final Grants grants;
    private final RelayMeters meters;
    private final AtomicInteger room;
    private final Set<Offer> offers = ConcurrentHashMap.newKeySet();

    Party(Registration registration, Line line, int lastNumber, Relay.Rules rules) {
        this.registration = registration;
        this.line = line;
        this.table = new ChannelTable(lastNumber);
        this.grants = new Grants(rules.connectionWindow());
        this.room = new AtomicInteger(rules.channels());
        this.meters = rules.meters();
    }

    /// Which slot and session it is.
    public Registration registration() {
        return registration;
    }

    /// The last channel number that its session has given.
    public int lastNumber() {
        return table.lastNumber();
    }

    @Override
    public @Nullable FrameRoute route(int channel) {
        return table.find(channel) instanceof ChannelTable.Joined joined ? joined.outgoing() : null;
    }

    /// A frame on an offered number is a violation too: the client hasn't accepted it.
    @Override
    public boolean unrouted(int channel, int size) {
        if (!table.wasGiven(channel) || table.find(channel) != null) {
            return false;
        }
        meters.dropped(DropReason.CLOSED_CHANNEL);
        return true;
    }

    @Override
    public boolean flow(int channel, long received, long limit) {
        if (!(table.find(channel) instanceof ChannelTable.Joined joined)) {
            return table.wasGiven(channel) && table.find(channel) == null;
        }
        switch (joined.incoming().grant(received, limit)) {
            case APPLIED -> {}
            case EXCESS -> tell(ErrorMessage.of(ErrorCode.CREDIT_EXCESS, null).onChannel(channel));
            case INVALID -> joined.channel().flowInvalid(this);
        }
        return true;
    }

    Slot slot() {
        return registration.slot();
    }

    Line line() {
        return line;
    }

    ChannelTable table() {
        return table;
    }

    Grants grants() {
        return grants;
    }

    /// The channels that it has asked for and not got yet.
    Set<Offer> offers() {
        return offers;
    }

    /// Takes room for one more channel, open or asked for.
    ///
    /// @return false if there is none
    boolean takeRoom() {
        if (room.decrementAndGet() >= 0) {
            return true;
        }
        room.incrementAndGet();
        return false;
    }

    /// Gives room back.
    void giveRoom() {
        room.incrementAndGet();
    }

    void tell(ServerMessage message) {
        line.tell(message);
    }

    @Override
    public String toString() {
        return "Party[" + slot().identity() + "/" + slot().instance() + "/" + slot().kind() + "]";
    }
}
