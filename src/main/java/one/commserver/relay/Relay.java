package one.commserver.relay;

import one.commserver.connection.NanoClock;
import one.commserver.crypto.Identity;
import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.ChannelMessage.ChannelAccept;
import one.commserver.protocol.ChannelMessage.ChannelClose;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ChannelMessage.ChannelOpen;
import one.commserver.protocol.ChannelMessage.ChannelReject;
import one.commserver.protocol.ChannelMessage.ChannelResume;
import one.commserver.protocol.ChannelMessage.ChannelSummary;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.RefusedException;
import one.commserver.protocol.ServerMessage;
import one.commserver.registry.Registration;
import one.commserver.registry.Registry;
import one.commserver.relay.bounds.ChannelNumbers;
import one.commserver.relay.bounds.Parking;
import one.commserver.relay.bus.Bus;
import one.commserver.relay.channel.Call;
import one.commserver.relay.channel.CallPolicy;
import one.commserver.relay.channel.Channel;
import one.commserver.relay.channel.ChannelTable;
import one.commserver.relay.channel.Line;
import one.commserver.relay.channel.Offer;
import one.commserver.relay.channel.Party;
import one.commserver.relay.channel.Rules;
import one.commserver.relay.record.SessionRecord;
import one.commserver.relay.remote.Books;
import one.commserver.relay.remote.Halves;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The sessions of this node and the channels between them.
///
/// A client joins, and is attached when it knows what its session has; a lost link suspends it, and the next one goes
/// on where it was.
///
/// Spec: chapter 8.
public final class Relay {

    private final Rules rules;
    private final Parking<Party> parking;
    private final ChannelNumbers numbers;
    private final Sessions sessions = new Sessions();
    private final Halves halves;
    private final Books books;
    private final Revision revision;
    private final Everywhere everywhere;
    private final Openings openings;

    Relay(
            Registry registry,
            CallPolicy policy,
            Rules rules,
            Parking<Party> parking,
            ChannelNumbers numbers,
            Bus bus,
            Books books,
            NanoClock clock,
            Duration sessionLife) {
        this.rules = rules;
        this.parking = parking;
        this.numbers = numbers;
        revision = new Revision(policy, sessions, rules.timers());
        everywhere = new Everywhere(registry, sessions, bus, revision);
        halves = new Halves(bus, registry, rules, clock, sessionLife, sessions, books, everywhere);
        this.books = books;
        openings = new Openings(registry, policy, rules, sessions, halves, everywhere);
        rules.memory().onFull(() -> sessions.relieve(rules.memory().excess()));
        rules.meters().show(rules.memory(), parking::count);
        rules.meters().show(bus::waiting, halves::count);
    }

    /// Begins to hear other nodes. Once.
    void start() {
        halves.start();
        revision.start();
    }

    /// Looks for other nodes no more.
    void stop() {
        revision.stop();
        halves.stop();
    }

    /// Asks for what a session that goes on may have had at another node. Before [#join].
    ///
    /// @return what was written of it; fails with a [one.commserver.registry.RegistryUnavailableException]
    public Mono<Optional<SessionRecord>> recall(Registration registration, boolean resumed) {
        return resumed
                ? books.claim(registration).map(Optional::of).defaultIfEmpty(Optional.empty())
                : Mono.just(Optional.empty());
    }

    /// Takes a client in, which isn't reachable yet: see [#attach]. On its thread.
    ///
    /// @param resumed whether its session goes on
    /// @param written what [#recall] has found
    public Party join(Registration registration, boolean resumed, Optional<SessionRecord> written) {
        Party former = sessions.at(registration.slot());
        if (!resumed) {
            return new Party(registration, 0, rules);
        }
        if (former != null && former.registration().session().equals(registration.session())) {
            if (written.stream().noneMatch(record -> record.epoch() > former.registration().epoch())) {
                return goOn(former, registration);
            }
            // it has been at another node since
            parking.claim(former);
            sessions.remove(former);
            halves.abandon(former, registration.epoch());
            numbers.keep(registration.session(), former.table().lastNumber());
        }
        // the registry still knows the session that nobody waits for here any more
        int known = numbers.take(registration.session());
        int last = Math.max(known, written.map(SessionRecord::lastNumber).orElse(0));
        var party = new Party(registration, books.areKept() ? last + Rules.UNWRITTEN : last, rules);
        written.ifPresent(record -> halves.restore(party, record.channels()));
        return party;
    }

    private Party goOn(Party former, Registration registration) {
        if (parking.claim(former)) {
            former.renew(registration);
            return former;
        }
        // it hasn't stopped in time: its channels end when the new one is attached, its numbers aren't given again
        return new Party(registration, former.table().lastNumber(), rules);
    }

    /// Makes a client reachable that has been told what its session has, and tells it what has changed since. On its
    /// thread.
    ///
    /// @param told the channels that it knows of
    public void attach(Party party, Line line, List<ChannelSummary> told) {
        party.attach(line);
        Party former = sessions.put(party);
        halves.overtake(party.registration());
        if (books.areKept() && party.table().lastNumber() > 0) {
            books.changed(party);
            // who may call whom may have changed while it was nowhere
            revision.of(party);
        }
        if (former != null && former != party) {
            parking.claim(former);
            former.execute(() -> end(former, ChannelCloseReason.REPLACED));
            dismiss(former, party);
        }
        told.stream()
                .filter(summary -> party.table().find(summary.channel()) == null)
                .forEach(summary ->
                        party.tell(
                                new ChannelClosed(
                                        null,
                                        summary.channel(),
                                        ClosedBy.SERVER,
                                        ChannelCloseReason.CONNECTION_LOST.wireName())));
        Map<Integer, Integer> generations =
                told.stream().collect(Collectors.toMap(ChannelSummary::channel, ChannelSummary::generation));
        party.table()
                .forEach((number, entry) -> {
                    switch (entry) {
                        case ChannelTable.Offered(Offer offer) -> offer.repeat(party);
                        case ChannelTable.Interrupted(Channel channel) ->
                                channel.repeat(party, generations.getOrDefault(number, 0));
                        case ChannelTable.Joined _ -> {}
                    }
                });
    }

    private void dismiss(Party former, Party party) {
        if (former.registration().session().equals(party.registration().session())) {
            books.drop(former);
        } else {
            books.over(former);
        }
    }

    /// A client's link is gone and its session stays: its channels wait for it. What it has asked for is withdrawn. On
    /// its thread.
    public void suspend(Party party) {
        party.detach();
        List.copyOf(party.calls()).forEach(Call::withdraw);
        party.table().interrupt(Channel::interrupt);
        boolean waits =
                party.table().lastNumber() > 0 && parking.park(party, party.slot().identity(), () -> expired(party));
        if (!waits) {
            forget(party, ChannelCloseReason.CONNECTION_LOST);
        } else if (sessions.at(party.slot()) != party) {
            // it was ended on another thread before it could wait
            parking.claim(party);
        }
    }

    /// Nobody has come back here in time.
    private void expired(Party party) {
        var _ =
                books.isElsewhere(party)
                        .toFuture()
                        .thenAccept(isElsewhere -> {
                            if (isElsewhere) {
                                sessions.remove(party);
                                halves.abandon(party, party.registration().epoch() + 1);
                            } else {
                                forget(party, ChannelCloseReason.SESSION_EXPIRED);
                            }
                        });
    }

    /// A session whose client may still come back to the registry: its numbers mustn't be given again.
    private void forget(Party party, ChannelCloseReason why) {
        leave(party, why);
        numbers.keep(party.registration().session(), party.table().lastNumber());
    }

    /// Ends all that a session has in the relay. Its peers get what it had sent before. On its thread, or on any if it
    /// is away.
    public void leave(Party party, ChannelCloseReason why) {
        sessions.remove(party);
        end(party, why);
        books.over(party);
    }

    private static void end(Party party, ChannelCloseReason why) {
        party.detach();
        List.copyOf(party.calls()).forEach(Call::withdraw);
        for (ChannelTable.Entry entry : party.table().close()) {
            switch (entry) {
                case ChannelTable.Offered(Offer offer) -> offer.decline(party);
                case ChannelTable.Joined joined -> joined.channel().leave(party, why);
                case ChannelTable.Interrupted(Channel channel) -> channel.leave(party, why);
            }
        }
    }

    /// Asks a peer for a channel. The outcome is told to the opener, soon or after a time; what is returned completes
    /// when the peer has been asked.
    ///
    /// @return fails with a [RefusedException]
    public Mono<Void> open(Party opener, ChannelOpen request) {
        return Mono.defer(() -> {
            reserve(opener, request.limit(), code -> RefusedException.of(code, request.ref()));
            return openings.open(opener, request);
        });
    }

    /// Tells all connections of an identity something, at all nodes. Completes when those of this one have been told.
    ///
    /// @param except one that isn't told, or null
    public Mono<Void> tell(Identity identity, ServerMessage message, @Nullable Party except) {
        return everywhere.tell(identity, message, except);
    }

    /// Whether an identity has a session at this node, its client being there or not.
    public boolean isHere(Identity identity) {
        return !sessions.of(identity).isEmpty();
    }

    /// The sessions of an identity at this node, their clients being there or not.
    public Set<Party> sessions(Identity identity) {
        return Collections.unmodifiableSet(sessions.of(identity));
    }

    /// Ends what the sessions of an identity have here whose clients are away: they were ended elsewhere. Who is there
    /// has been told, and may be leaving: that is looked at in its turn.
    ///
    /// @param epoch only takings before it were ended
    /// @return how many were away
    public int dismiss(Identity identity, long epoch, ChannelCloseReason why) {
        List<Party> over =
                sessions.of(identity).stream().filter(party -> party.registration().epoch() < epoch).toList();
        int away = (int) over.stream().filter(party -> !party.isAttached()).count();
        over.forEach(party ->
                party.execute(() -> {
                    boolean isStill = sessions.at(party.slot()) == party && party.registration().epoch() < epoch;
                    if (isStill && (parking.claim(party) || !party.isAttached())) {
                        forget(party, why);
                    }
                }));
        return away;
    }

    /// Tells connections of an identity at this node something.
    public void tellHere(Identity identity, ServerMessage message, Predicate<Party> whom) {
        everywhere.tellHere(identity, message, whom);
    }

    /// The policy allows these two now what it didn't before: channels that were opened on probation stay.
    public Mono<Void> paired(Identity one, Identity other) {
        return Mono.fromRunnable(() -> everywhere.paired(one, other));
    }

    /// The policy forbids these two now what it allowed before: channels between them are closed, offers withdrawn.
    ///
    /// @param why what both ends of a channel are told
    public Mono<Void> part(Identity one, Identity other, ChannelCloseReason why) {
        return Mono.fromRunnable(() -> everywhere.part(one, other, why));
    }

    /// As [#part], at this node alone: the others hear it for themselves.
    public void partHere(Identity one, Identity other, ChannelCloseReason why) {
        everywhere.partHere(one, other, why);
    }

    /// Accepts an offer; frames may follow at once. On the party's thread.
    ///
    /// @throws RefusedException if there is no such offer any more, or it can't be accepted that way; then the offer
    ///     stays
    public void accept(Party party, ChannelAccept request) {
        Offer offer = offered(party, request.channel(), request.ref());
        reserve(party, request.limit(), code -> RefusedException.of(code, request.ref()).onChannel(request.channel()));
        if (!offer.accept(party, request.limit())) {
            giveBack(party, request.limit());
            throw unknown(request.channel(), request.ref());
        }
    }

    /// Declines an offer. On the party's thread.
    ///
    /// @throws RefusedException if there is no such offer any more
    public void reject(Party party, ChannelReject request) {
        offered(party, request.channel(), request.ref()).decline(party);
    }

    /// Closes a channel behind what was sent before. On the party's thread.
    ///
    /// @throws RefusedException if there is no such channel any more
    public void close(Party party, ChannelClose request) {
        switch (party.table().find(request.channel())) {
            case ChannelTable.Joined joined -> joined.channel().close(party, request.ref(), request.reason());
            case ChannelTable.Interrupted(Channel channel) -> channel.close(party, request.ref(), request.reason());
            case ChannelTable.Offered(Offer offer) -> offer.decline(party);
            case null -> throw unknown(request.channel(), request.ref());
        }
    }

    /// Says how far an interrupted channel has come. On the party's thread.
    ///
    /// @throws RefusedException if there is no such channel any more
    public void resume(Party party, ChannelResume request) {
        ChannelTable.Entry entry = party.table().find(request.channel());
        Channel channel = entry == null ? null : Party.channelOf(entry);
        if (channel == null) {
            throw unknown(request.channel(), request.ref());
        }
        channel.resume(party, request.generation(), request.received());
    }

    private static void giveBack(Party party, long limit) {
        party.grants().giveBack(limit);
        party.giveRoom();
    }

    private void reserve(Party party, long limit, Function<ErrorCode, RefusedException> refusal) {
        if (!party.takeRoom()) {
            throw refusal.apply(ErrorCode.LIMIT_CHANNELS);
        }
        if (limit > rules.window(party.slot().kind()) || !party.grants().take(limit)) {
            party.giveRoom();
            throw refusal.apply(ErrorCode.CREDIT_EXCESS);
        }
    }

    private static Offer offered(Party party, int channel, @Nullable String ref) {
        if (party.table().find(channel) instanceof ChannelTable.Offered(Offer offer)) {
            return offer;
        }
        throw unknown(channel, ref);
    }

    private static RefusedException unknown(int channel, @Nullable String ref) {
        return RefusedException.of(ErrorCode.UNKNOWN_CHANNEL, ref).onChannel(channel);
    }
}
