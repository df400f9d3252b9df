package one.commserver.relay.remote;

import one.commserver.connection.NanoClock;
import one.commserver.crypto.Identity;
import one.commserver.protocol.ChannelCloseReason;
import one.commserver.registry.NodeId;
import one.commserver.registry.Registration;
import one.commserver.registry.Registry;
import one.commserver.registry.SessionId;
import one.commserver.relay.bus.Bus;
import one.commserver.relay.bus.BusListener;
import one.commserver.relay.bus.BusMessage;
import one.commserver.relay.bus.ChannelKey;
import one.commserver.relay.bus.Side;
import one.commserver.relay.channel.Call;
import one.commserver.relay.channel.Callee;
import one.commserver.relay.channel.ChannelTable;
import one.commserver.relay.channel.LocalChannel;
import one.commserver.relay.channel.Offer;
import one.commserver.relay.channel.Party;
import one.commserver.relay.channel.Rules;
import one.commserver.relay.record.ChannelRecord;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// All that this node has in common with others: halves of channels, offers that were made there and here, and which of
/// them each message of the bus is for. Any thread.
public final class Halves implements BusListener {

    private static final Logger LOG = LoggerFactory.getLogger(Halves.class);

    private static final Duration SWEEP = Duration.ofSeconds(1);

    /// How many look for their other end at the same time.
    private static final int MOST_SEARCHES = 64;

    /// Who is at this node.
    public interface Sessions {
        /// The session, whether its client is there or not.
        @Nullable Party of(SessionId session);
    }

    /// Gets what concerns all sessions of an identity. It blocks nobody.
    public interface News {
        /// Another node tells something.
        void heard(BusMessage.ForIdentity message);

        /// Some of what another node has told is lost.
        void missed();
    }

    private record Address(ChannelKey key, Side side) {}

    private final Bus bus;
    private final Registry registry;
    private final Rules rules;
    private final NanoClock clock;
    private final Duration sessionLife;
    private final Sessions sessions;
    private final Books books;
    private final News news;
    private final Map<Address, Half> halves = new ConcurrentHashMap<>();
    private final Takings takings = new Takings();
    private final Map<ChannelKey, HeardOffer> heard = new ConcurrentHashMap<>();
    private final Map<ChannelKey, RemoteCallee> asked = new ConcurrentHashMap<>();
    private final Turns searches = new Turns(MOST_SEARCHES, Schedulers.parallel());
    private final Disposable.Swap sweep = Disposables.swap();
    private Set<NodeId> living = Set.of();

    /// @param sessionLife how long a session outlives its socket
    public Halves(
            Bus bus,
            Registry registry,
            Rules rules,
            NanoClock clock,
            Duration sessionLife,
            Sessions sessions,
            Books books,
            News news) {
        this.bus = bus;
        this.registry = registry;
        this.rules = rules;
        this.clock = clock;
        this.sessionLife = sessionLife;
        this.sessions = sessions;
        this.books = books;
        this.news = news;
    }

    /// Hears others from now on. Once.
    public void start() {
        bus.start(this);
        sweep.update(rules.timers().schedulePeriodically(this::sweep, 0, SWEEP.toMillis(), TimeUnit.MILLISECONDS));
    }

    /// Looks for dead nodes no more.
    public void stop() {
        sweep.dispose();
    }

    /// Somebody at another node who may be asked.
    public Callee callee(Call call, Registration held) {
        return new RemoteCallee(this, ChannelKey.draw(), call, held);
    }

    /// How many channels have their other end elsewhere.
    public int count() {
        return halves.size();
    }

    Bus bus() {
        return bus;
    }

    Rules rules() {
        return rules;
    }

    NanoClock clock() {
        return clock;
    }

    Duration sessionLife() {
        return sessionLife;
    }

    Turns searches() {
        return searches;
    }

    Mono<List<Registration>> find(Identity identity) {
        return registry.find(identity);
    }

    void add(Half half) {
        halves.put(new Address(half.far().key(), half.far().side().other()), half);
        takings.add(half);
    }

    void remove(Half half) {
        halves.remove(new Address(half.far().key(), half.far().side().other()), half);
        takings.remove(half);
    }

    /// Somebody has a slot. What is still on its way from where an older connection had it comes too late from now on.
    /// Under no half's lock.
    ///
    /// Spec: chapter 4, epochs.
    public void overtake(Registration held) {
        overtake(held, null);
    }

    private void overtake(Registration held, @Nullable Half except) {
        if (takings.learn(held)) {
            end(held, except);
        }
    }

    /// Whether somebody has had that slot since, as far as this node knows.
    boolean isOvertaken(Registration held) {
        return !takings.since(held).equals(held);
    }

    /// A channel with that one has begun, maybe at the moment at which somebody else was heard of.
    void begun(Registration held) {
        if (isOvertaken(held)) {
            end(takings.since(held), null);
        }
    }

    private void end(Registration since, @Nullable Half except) {
        for (Half half : takings.of(since.slot())) {
            if (!half.equals(except)) {
                alone(half, each -> Hearing.overtaken(each, since));
            }
        }
    }

    void add(RemoteCallee callee) {
        asked.put(callee.key(), callee);
    }

    void remove(RemoteCallee callee) {
        asked.remove(callee.key(), callee);
    }

    void remove(HeardOffer offer) {
        heard.remove(offer.key(), offer);
    }

    @Override
    public void heard(NodeId from, BusMessage message) {
        switch (message) {
            case BusMessage.Offer offer -> offered(from, offer);
            case BusMessage.Accept accept -> {
                RemoteCallee callee = asked.get(accept.key());
                if (callee == null || !accepted(callee, accept)) {
                    // whoever was too late was told so when somebody else won
                    bus.send(from, new BusMessage.Withdraw(accept.key(), ChannelCloseReason.TAKEN));
                }
            }
            case BusMessage.Decline decline -> {
                RemoteCallee callee = asked.get(decline.key());
                if (callee != null) {
                    callee.declined(decline.wasThere());
                }
            }
            case BusMessage.Withdraw withdraw -> withdrawn(withdraw);
            case BusMessage.ForHalf forHalf -> {
                Half half = halves.get(new Address(forHalf.key(), forHalf.to()));
                if (half == null && forHalf instanceof BusMessage.Break interruption) {
                    half = split(from, interruption);
                    if (half == null) {
                        missing(from, interruption);
                    }
                }
                if (half != null) {
                    moved(half, from, forHalf.epoch());
                    alone(half, each -> Hearing.heard(each, from, forHalf));
                }
            }
            case BusMessage.ForIdentity forIdentity -> news.heard(forIdentity);
        }
    }

    /// Its session has moved: what its other channels had sent before is late.
    private void moved(Half half, NodeId from, long epoch) {
        FarEnd far = half.far();
        if (far.isNews(from, epoch)) {
            overtake(new Registration(far.slot(), epoch, from, far.session()), half);
        }
    }

    private boolean accepted(RemoteCallee callee, BusMessage.Accept accept) {
        Registration held = callee.heldSince(accept.epoch());
        if (isOvertaken(held)) {
            callee.declined(false);
            return false;
        }
        overtake(held);
        boolean isTaken = callee.accepted(accept);
        begun(held);
        return isTaken;
    }

    private void offered(NodeId from, BusMessage.Offer offer) {
        Party party = sessions.of(offer.asked());
        boolean isThere = party != null && party.isAttached() && party.slot().equals(offer.to());
        var opener = new Registration(offer.from(), offer.epoch(), from, offer.session());
        if (party != null && isThere && !isOvertaken(opener)) {
            overtake(opener);
            var mine = new HeardOffer(this, offer, from, party);
            heard.put(offer.key(), mine);
            if (mine.begin()) {
                return;
            }
            remove(mine);
        }
        bus.send(from, new BusMessage.Decline(offer.key(), false));
    }

    private void withdrawn(BusMessage.Withdraw withdraw) {
        HeardOffer offer = heard.get(withdraw.key());
        if (offer != null) {
            offer.withdrawn(withdraw.reason());
        }
        // it may have been accepted at this moment
        Half half = halves.get(new Address(withdraw.key(), Side.ACCEPTOR));
        if (half != null) {
            half.withdrawn(withdraw.reason());
        }
    }

    /// An end of a channel whose ends were both here has come back at another node.
    private @Nullable Half split(NodeId from, BusMessage.Break interruption) {
        LocalChannel channel = books.channel(interruption.key());
        return channel == null
                ? null
                : split(channel, interruption.key(), interruption.to(), from, interruption.epoch());
    }

    private @Nullable Half split(LocalChannel channel, ChannelKey key, Side stays, NodeId node, long epoch) {
        LocalChannel.Remains remains = channel.split(stays, epoch);
        return remains == null ? null : Making.moved(this, key, stays, remains, node, epoch);
    }

    /// Gives a party the channels that its session had at another node.
    public void restore(Party party, List<ChannelRecord> records) {
        records.forEach(record -> Making.restored(this, party, record));
    }

    /// A session has gone on at another node and comes back: what it had here is no more, and nobody is told.
    ///
    /// @param epoch of its new registration, or one that isn't newer than that
    public void abandon(Party former, long epoch) {
        for (ChannelRecord record : former.records()) {
            LocalChannel channel = books.channel(record.key());
            if (channel != null) {
                var _ = split(channel, record.key(), record.side().other(), bus.self(), epoch);
            }
        }
        for (ChannelTable.Entry entry : former.table().close()) {
            if (entry instanceof ChannelTable.Offered(Offer offer)) {
                offer.decline(former);
            } else if (Party.channelOf(entry) instanceof Half half) {
                half.abandon();
            }
        }
        books.drop(former);
    }

    /// A session that is on its way to this node may still bring the channel with it.
    private void missing(NodeId from, BusMessage.Break interruption) {
        RemoteCallee callee = asked.get(interruption.key());
        if (callee != null) {
            // its answer is lost
            callee.declined(false);
        }
        Party party = sessions.of(interruption.session());
        if (party != null) {
            bus.send(
                    from,
                    new BusMessage.Unknown(
                            interruption.key(),
                            interruption.to().other(),
                            party.registration().epoch(),
                            interruption.generation()));
        }
    }

    @Override
    public void gap(NodeId node) {
        rules.meters().gap();
        news.missed();
        with(half -> half.far().node().equals(node)).forEach(half -> alone(half, Half::gap));
        asked.values().stream().filter(callee -> callee.isAt(node)).forEach(callee -> alone(callee::lose));
        heard.values().stream().filter(offer -> offer.isFrom(node)).forEach(offer -> alone(offer::takeBack));
    }

    @Override
    public void reachable(NodeId node) {
        with(half -> half.far().node().equals(node)).forEach(half -> alone(half, Half::restate));
    }

    /// Whatever is at a node that has died is interrupted.
    private void sweep() {
        Set<NodeId> now = registry.nodes();
        living.stream().filter(node -> !now.contains(node)).forEach(this::gap);
        living = now;
    }

    /// What goes wrong with one channel ends that one, and no other.
    private static void alone(Half half, Consumer<Half> step) {
        try {
            step.accept(half);
        } catch (RuntimeException | OutOfMemoryError failure) {
            LOG.error("a channel is closed that can't be handled", failure);
            half.sever(ChannelCloseReason.RESUME_IMPOSSIBLE);
        }
    }

    /// An offer ends by its time, too.
    private static void alone(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | OutOfMemoryError failure) {
            LOG.error("an offer can't be taken back", failure);
        }
    }

    private List<Half> with(Predicate<Half> condition) {
        return halves.values().stream().filter(condition).toList();
    }
}
