package one.commserver.relay;

import one.commserver.crypto.Identity;
import one.commserver.protocol.ChannelCloseReason;
import one.commserver.relay.channel.CallPolicy;
import one.commserver.relay.channel.Channel;
import one.commserver.relay.channel.Party;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Asks the policy again whether channels may go on: those of a session that comes from elsewhere, and all of this node
/// when news of a change may have been lost, and once in a while.
///
/// Spec: chapter 8, opening.
final class Revision {

    private static final Logger LOG = LoggerFactory.getLogger(Revision.class);

    /// For as long a channel may outlive what it was allowed by, if nobody has noticed that the news were lost.
    private static final Duration EVERY = Duration.ofMinutes(5);

    /// Losses come together.
    private static final Duration SOON = Duration.ofSeconds(1);

    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final int AT_ONCE = 8;

    private final CallPolicy policy;
    private final Sessions sessions;
    private final Scheduler timers;
    private final AtomicBoolean isDue = new AtomicBoolean();
    private final Disposable.Swap regular = Disposables.swap();

    private record Pair(Identity one, Identity other) {}

    Revision(CallPolicy policy, Sessions sessions, Scheduler timers) {
        this.policy = policy;
        this.sessions = sessions;
        this.timers = timers;
    }

    void start() {
        regular.update(
                timers.schedulePeriodically(this::soon, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS));
    }

    void stop() {
        regular.dispose();
    }

    /// Looks at the channels of one session. Any thread.
    void of(Party party) {
        judge(List.of(party));
    }

    /// Looks at all channels of this node, in a moment. Any thread.
    void soon() {
        in(SOON);
    }

    private void in(Duration delay) {
        if (isDue.compareAndSet(false, true)) {
            timers.schedule(this::all, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void all() {
        isDue.set(false);
        judge(sessions.all());
    }

    private void judge(Collection<Party> parties) {
        Set<Pair> pairs = new HashSet<>();
        // who speaks another dialect isn't paired: its own policy has decided once
        parties.stream()
                .filter(party -> party.slot().kind().isNative())
                .forEach(party ->
                        channels(
                                party, channel -> pairs.add(new Pair(party.slot().identity(), channel.peerOf(party)))));
        var _ =
                Flux.fromIterable(pairs)
                        .flatMap(this::judge, AT_ONCE)
                        .then()
                        .toFuture()
                        .whenComplete((done, failure) -> {
                            if (failure != null) {
                                LOG.debug("who may go on isn't known yet", failure);
                                in(AGAIN);
                            }
                        });
    }

    private Mono<Void> judge(Pair pair) {
        return policy.stillAllows(pair.one(), pair.other()).doOnNext(allowed -> apply(pair, allowed)).then();
    }

    private void apply(Pair pair, boolean allowed) {
        sessions.of(pair.one())
                .forEach(party ->
                        channels(
                                party,
                                channel -> {
                                    if (!channel.peerOf(party).equals(pair.other())) {
                                        return;
                                    }
                                    if (allowed) {
                                        channel.probation().end();
                                    } else if (channel.probation().isOver()) {
                                        channel.sever(ChannelCloseReason.PAIRING_REVOKED);
                                    }
                                }));
    }

    private static void channels(Party party, Consumer<Channel> each) {
        party.table()
                .forEach((number, entry) -> {
                    Channel channel = Party.channelOf(entry);
                    if (channel != null) {
                        each.accept(channel);
                    }
                });
    }
}
