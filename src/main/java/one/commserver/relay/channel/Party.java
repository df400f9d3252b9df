package one.commserver.relay.channel;

import one.commserver.protocol.ChannelMessage.ChannelSummary;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.ServerMessage;
import one.commserver.registry.Registration;
import one.commserver.registry.Slot;
import one.commserver.relay.bounds.Grants;
import one.commserver.relay.record.ChannelRecord;
import one.commserver.transport.FrameOutlet;
import one.commserver.transport.FrameRoute;
import one.commserver.transport.FrameSwitch;
import one.commserver.wire.Departure;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicInteger;

/// One client's session in the relay: who it is, how to reach it while it is there, its channels and its credit. As a
/// [FrameSwitch] it serves the client's link, on the link's thread. A lost link leaves it without a line; the next one
/// brings another.
public final class Party implements FrameSwitch {

    private final ChannelTable table;
    private final Grants grants;
    private final RelayMeters meters;
    private final AtomicInteger room;
    private final Set<Call> calls = new CopyOnWriteArraySet<>();
    private volatile Registration registration;
    private volatile @Nullable Line line;
    private volatile boolean attached;

    public Party(Registration registration, int lastNumber, Rules rules) {
        this.registration = registration;
        this.table = new ChannelTable(lastNumber);
        this.grants = new Grants(rules.windows(registration.slot().kind()));
        this.room = new AtomicInteger(rules.channels());
        this.meters = rules.meters();
    }

    /// Which slot and session it is.
    public Registration registration() {
        return registration;
    }

    /// What is kept of the channels, for when the session goes on elsewhere.
    public List<ChannelRecord> records() {
        List<ChannelRecord> records = new ArrayList<>();
        table.forEach((number, entry) -> {
            Channel channel = channelOf(entry);
            ChannelRecord record = channel == null ? null : channel.record(this);
            if (record != null) {
                records.add(record);
            }
        });
        return records;
    }

    /// The channels that go on, for a client that returns.
    public List<ChannelSummary> channels() {
        List<ChannelSummary> channels = new ArrayList<>();
        table.forEach((number, entry) -> {
            Channel channel = channelOf(entry);
            ChannelSummary summary = channel == null ? null : channel.summary(this);
            if (summary != null) {
                channels.add(summary);
            }
        });
        return channels;
    }

    @Override
    public @Nullable FrameRoute route(int channel) {
        return table.find(channel) instanceof ChannelTable.Joined joined ? joined.outgoing() : null;
    }

    /// A frame on an offered number is a violation too: the client hasn't accepted it.
    @Override
    public boolean unrouted(int channel, int size) {
        ChannelTable.Entry entry = table.find(channel);
        if (entry instanceof ChannelTable.Interrupted) {
            meters.dropped(DropReason.INTERRUPTED_CHANNEL);
            return true;
        }
        if (!table.wasGiven(channel) || entry != null) {
            return false;
        }
        meters.dropped(DropReason.CLOSED_CHANNEL);
        return true;
    }

    @Override
    public boolean flow(int channel, long received, long limit) {
        ChannelTable.Entry entry = table.find(channel);
        if (!(entry instanceof ChannelTable.Joined joined)) {
            return table.wasGiven(channel) && !(entry instanceof ChannelTable.Offered);
        }
        switch (joined.incoming().grant(received, limit)) {
            case APPLIED -> {}
            case EXCESS -> tell(ErrorMessage.of(ErrorCode.CREDIT_EXCESS, null).onChannel(channel));
            case INVALID -> joined.channel().flowInvalid(this);
        }
        return true;
    }

    public Slot slot() {
        return registration.slot();
    }

    /// Whether the client is there.
    public boolean isAttached() {
        return attached;
    }

    public void attach(Line newLine) {
        line = newLine;
        attached = true;
    }

    /// The client is away: nothing of its link is held any more.
    public void detach() {
        attached = false;
        line = null;
    }

    /// A newer connection has taken the slot for the same session.
    public void renew(Registration newer) {
        registration = newer;
    }

    /// Where frames leave: for a client that is away, nowhere.
    public FrameOutlet outlet() {
        Line now = line;
        return now == null ? FrameOutlet.NOWHERE : now.outlet();
    }

    /// Runs a task behind all that waits for the client: when its turn comes, and also when it never will.
    ///
    /// @return false if the client is away: the task isn't run
    public boolean runBehind(Runnable task) {
        Line now = line;
        if (!attached || now == null) {
            return false;
        }
        now.queue(new BehindTheRest(task));
        return true;
    }

    /// Runs a task on the client's thread, in order; on this one for a client that is away.
    public void execute(Runnable task) {
        Line now = line;
        if (attached && now != null) {
            now.execute(task);
        } else {
            task.run();
        }
    }

    public ChannelTable table() {
        return table;
    }

    public Grants grants() {
        return grants;
    }

    /// The channels that it has asked for and not got yet.
    public Set<Call> calls() {
        return calls;
    }

    /// Which link it is reached by, or null. A newer one stands for a break.
    public @Nullable Line line() {
        return line;
    }

    /// Takes room for one more channel, open or asked for.
    ///
    /// @return false if there is none
    public boolean takeRoom() {
        if (room.decrementAndGet() >= 0) {
            return true;
        }
        room.incrementAndGet();
        return false;
    }

    /// Gives room back.
    public void giveRoom() {
        room.incrementAndGet();
    }

    /// Tells the client something, if it is there.
    public void tell(ServerMessage message) {
        Line now = line;
        if (attached && now != null) {
            now.tell(message);
        }
    }

    /// The channel that an entry stands for, or null.
    public static @Nullable Channel channelOf(ChannelTable.Entry entry) {
        return switch (entry) {
            case ChannelTable.Joined joined -> joined.channel();
            case ChannelTable.Interrupted(Channel channel) -> channel;
            case ChannelTable.Offered _ -> null;
        };
    }

    @Override
    public String toString() {
        return "Party[" + slot().identity() + "/" + slot().instance() + "/" + slot().kind() + "]";
    }

    private record BehindTheRest(Runnable then) implements Departure {
        @Override
        public int bytes() {
            return 0;
        }

        @Override
        public void depart() {
            then.run();
        }

        @Override
        public void drop() {
            then.run();
        }
    }
}
