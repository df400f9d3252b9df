package one.commserver.relay;

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
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.RefusedException;
import one.commserver.protocol.ServerMessage;
import one.commserver.registry.Registration;
import one.commserver.registry.Registry;
import one.commserver.registry.Slot;
import one.commserver.relay.bounds.ChannelNumbers;
import one.commserver.relay.bounds.Memory;
import one.commserver.relay.bounds.Parking;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The sessions of this node and the channels between them.
///
/// A client joins, and is attached when it knows what its session has; a lost link suspends it, and the next one goes
/// on where it was.
///
/// Spec: chapter 8.
public final class Relay {

    /// What all channels have in common.
    ///
    /// @param channels the most channels of a party, those included that it has asked for
    /// @param pendingOffers the most unanswered offers of a party; no opener's identity gets more than a quarter of
    ///     them
    /// @param channelWindow the most that may be granted beyond what was passed on, in bytes
    /// @param connectionWindow the same over all channels of a party
    /// @param timers for offers and closes
    record Rules(
            int channels,
            int pendingOffers,
            long channelWindow,
            long connectionWindow,
            Duration offerTimeout,
            Duration closeTimeout,
            Scheduler timers,
            Memory memory,
            RelayMeters meters) {}

    private final Registry registry;
    private final CallPolicy policy;
    private final Rules rules;
    private final Parking<Party> parking;
    private final ChannelNumbers numbers;
    private final Sessions sessions = new Sessions();

    /// How often the policy's answers have changed. Comparing is all that it is for, so it may wrap.
    private final AtomicInteger changes = new AtomicInteger();

    Relay(Registry registry, CallPolicy policy, Rules rules, Parking<Party> parking, ChannelNumbers numbers) {
        this.registry = registry;
        this.policy = policy;
        this.rules = rules;
        this.parking = parking;
        this.numbers = numbers;
        rules.memory().onFull(() -> sessions.relieve(rules.memory().excess()));
        rules.meters().show(rules.memory(), parking::count);
    }

    /// Takes a client in, which isn't reachable yet: see [#attach]. On its thread.
    ///
    /// @param resumed whether its session goes on
    public Party join(Registration registration, boolean resumed) {
        Party former = sessions.at(registration.slot());
        if (!resumed) {
            return new Party(registration, 0, rules);
        }
        if (former == null || !former.registration().session().equals(registration.session())) {
            // the registry still knows the session that nobody waits for here any more
            return new Party(registration, numbers.take(registration.session()), rules);
        }
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
        if (former != null && former != party) {
            parking.claim(former);
            former.execute(() -> end(former, ChannelCloseReason.REPLACED));
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

    /// A client's link is gone and its session stays: its channels wait for it. What it has asked for is withdrawn. On
    /// its thread.
    public void suspend(Party party) {
        party.detach();
        List.copyOf(party.offers()).forEach(Offer::withdraw);
        party.table()
                .forEach((number, entry) -> {
                    Channel channel = Party.channelOf(entry);
                    if (channel != null) {
                        channel.interrupt();
                    }
                });
        boolean waits =
                party.table().lastNumber() > 0
                        && parking.park(
                                party,
                                party.slot().identity(),
                                () -> forget(party, ChannelCloseReason.SESSION_EXPIRED));
        if (!waits) {
            forget(party, ChannelCloseReason.CONNECTION_LOST);
        }
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
    }

    private static void end(Party party, ChannelCloseReason why) {
        party.detach();
        List.copyOf(party.offers()).forEach(Offer::withdraw);
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
            Offer offer = new Offer(opener, request.ref(), request.limit(), rules);
            opener.offers().add(offer);
            if (!opener.isAttached()) {
                offer.withdraw();
                return Mono.<Void>empty();
            }
            int before = changes.get();
            return registry.find(request.to())
                    .zipWith(policy.judge(opener.slot().identity(), request))
                    .doOnNext(found -> ask(offer, request, found.getT1(), found.getT2()))
                    .flatMap(found -> again(offer, request, before))
                    .doOnError(failure -> offer.withdraw())
                    .doOnCancel(offer::withdraw);
        });
    }

    /// Tells all connections of an identity something. Completes when they have been told.
    ///
    /// @param except one that isn't told, or null
    public Mono<Void> tell(Identity identity, ServerMessage message, @Nullable Party except) {
        return partiesOf(identity)
                .doOnNext(all -> all.stream().filter(party -> party != except).forEach(party -> party.tell(message)))
                .then();
    }

    /// The policy allows these two now what it didn't before: channels that were opened on probation stay.
    public Mono<Void> paired(Identity one, Identity other) {
        return change(one, other, channel -> channel.probation().end(), Offer::endProbation);
    }

    /// The policy forbids these two now what it allowed before: channels between them are closed, offers withdrawn.
    ///
    /// @param why what both ends of a channel are told
    public Mono<Void> part(Identity one, Identity other, ChannelCloseReason why) {
        return change(one, other, channel -> channel.sever(why), offer -> offer.revoke(why));
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
        if (limit > rules.channelWindow() || !party.grants().take(limit)) {
            party.giveRoom();
            throw refusal.apply(ErrorCode.CREDIT_EXCESS);
        }
    }

    /// Whom to ask: nobody if the peer is unknown, not allowed or away, all by the same path.
    private void ask(Offer offer, ChannelOpen request, List<Registration> found, CallPolicy.Verdict verdict) {
        boolean allowed =
                switch (verdict) {
                    case CallPolicy.Plain plain -> plain == CallPolicy.Plain.ALLOWED;
                    case CallPolicy.Probation probation -> offer.onProbation(probation);
                };
        offer.ask(allowed ? callees(offer.opener(), request, found) : List.of());
    }

    /// What was allowed may have changed between the question and the offer. Whoever changes it counts first and looks
    /// for offers then: so either the change finds the offer, or the offer finds the change.
    private Mono<Void> again(Offer offer, ChannelOpen request, int before) {
        if (changes.get() == before) {
            return Mono.empty();
        }
        return policy.judge(offer.opener().slot().identity(), request)
                .doOnNext(verdict -> {
                    if (verdict == CallPolicy.Plain.ALLOWED) {
                        offer.endProbation();
                    } else if (verdict == CallPolicy.Plain.REFUSED || !offer.isOnProbation()) {
                        offer.revoke(ChannelCloseReason.PAIRING_REVOKED);
                    }
                })
                .then();
    }

    /// Also between sessions whose clients are away.
    private Mono<Void> change(Identity one, Identity other, Consumer<Channel> onChannel, Consumer<Offer> onOffer) {
        return Mono.fromRunnable(() -> {
            changes.incrementAndGet();
            sessions.of(one).forEach(party -> between(party, other, onChannel, onOffer));
            sessions.of(other).forEach(party -> between(party, one, onChannel, onOffer));
        });
    }

    private static void between(Party party, Identity peer, Consumer<Channel> onChannel, Consumer<Offer> onOffer) {
        party.table()
                .forEach((number, entry) -> {
                    Channel channel = Party.channelOf(entry);
                    if (channel != null && channel.peerOf(party).equals(peer)) {
                        onChannel.accept(channel);
                    } else if (entry instanceof ChannelTable.Offered(Offer offer)
                            && offer.opener().slot().identity().equals(peer)) {
                        onOffer.accept(offer);
                    }
                });
    }

    private Mono<List<Party>> partiesOf(Identity identity) {
        return registry.find(identity).map(found -> found.stream().map(this::here).flatMap(Optional::stream).toList());
    }

    private List<Party> callees(Party opener, ChannelOpen request, List<Registration> found) {
        Slot from = opener.slot();
        Map<String, List<Party>> byInstance =
                found.stream()
                        .filter(registration ->
                                request.instance() == null || registration.slot().instance().equals(request.instance()))
                        .filter(registration ->
                                !(registration.slot().identity().equals(from.identity())
                                        && registration.slot().instance().equals(from.instance())))
                        .map(this::here)
                        .flatMap(Optional::stream)
                        .collect(Collectors.groupingBy(party -> party.slot().instance()));
        List<Party> callees = new ArrayList<>();
        byInstance.values().forEach(parties -> parties.stream().min(BEST).ifPresent(callees::add));
        return callees;
    }

    /// Data before control, the default lane before others.
    private static final Comparator<Party> BEST =
            Comparator.<Party>comparingInt(party -> party.slot().kind() == ConnectionKind.DATA ? 0 : 1)
                    .thenComparing(party -> party.slot().lane());

    private Optional<Party> here(Registration registration) {
        Party party = sessions.at(registration.slot());
        return party != null && party.isAttached() && party.registration().epoch() == registration.epoch()
                ? Optional.of(party)
                : Optional.empty();
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
