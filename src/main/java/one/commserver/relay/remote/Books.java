package one.commserver.relay.remote;

import one.commserver.registry.Registration;
import one.commserver.relay.bus.ChannelKey;
import one.commserver.relay.channel.LocalChannel;
import one.commserver.relay.channel.Party;
import one.commserver.relay.channel.Rules;
import one.commserver.relay.record.SessionRecord;
import one.commserver.relay.record.SessionRecords;

import org.jspecify.annotations.Nullable;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Writes down which channels the sessions of this node have, and knows its own channels by their keys. One write of a
/// session is under way at a time; what changes meanwhile is in the next one. So many are at all; when the store is
/// away each tries again by itself, less and less often. Any thread.
///
/// Spec: chapter 3, session.
public final class Books implements Rules.Ledger {

    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration AGAIN_AT_MOST = Duration.ofSeconds(10);
    private static final int MOST_WRITES = 64;

    /// Records end by their time unless they are written again.
    private static final Duration ANEW = Duration.ofMinutes(30);

    private final SessionRecords records;
    private final Scheduler timers;
    private final Turns writes = new Turns(MOST_WRITES, Schedulers.parallel());
    private final Map<ChannelKey, LocalChannel> channels = new ConcurrentHashMap<>();
    private final Map<Party, Page> pages = new ConcurrentHashMap<>();

    public Books(SessionRecords records, Scheduler timers) {
        this.records = records;
        this.timers = timers;
    }

    /// Whether a session may go on at another node.
    public boolean areKept() {
        return records.areKept();
    }

    /// Takes a session over.
    ///
    /// @return what it has, empty if nothing was ever written
    public Mono<SessionRecord> claim(Registration registration) {
        return records.claim(registration);
    }

    @Override
    public @Nullable ChannelKey begin(LocalChannel channel) {
        if (!records.areKept()) {
            return null;
        }
        ChannelKey key = ChannelKey.draw();
        channels.put(key, channel);
        return key;
    }

    @Override
    public void end(ChannelKey key) {
        channels.remove(key);
    }

    @Override
    public void changed(Party party) {
        if (isKept(party) && !party.table().isClosed()) {
            Page page = pages.computeIfAbsent(party, Page::new);
            page.changed();
            if (party.table().isClosed()) {
                // whoever has ended it at this moment may not have found the page
                page.over();
            }
        }
    }

    /// Whether a session whose client hasn't come back here goes on elsewhere; if it doesn't, it is over.
    public Mono<Boolean> isElsewhere(Party party) {
        return records.areKept()
                ? records.forget(party.registration()).map(isOver -> !isOver).onErrorReturn(false)
                : Mono.just(false);
    }

    /// Sessions of a dialect without frames end with their links.
    private boolean isKept(Party party) {
        return records.areKept() && party.slot().kind().isNative();
    }

    /// The session is over.
    public void over(Party party) {
        if (isKept(party)) {
            pages.computeIfAbsent(party, Page::new).over();
        }
    }

    /// The session goes on elsewhere, or under another party.
    public void drop(Party party) {
        Page page = pages.remove(party);
        if (page != null) {
            page.end();
        }
    }

    @Nullable LocalChannel channel(ChannelKey key) {
        return channels.get(key);
    }

    /// What stands in the record of one session.
    private final class Page {

        private final Party party;
        private final Disposable anew;
        private boolean isDirty;
        private boolean isOver;
        private boolean isUnderWay;
        private Duration again = AGAIN;

        private Page(Party party) {
            this.party = party;
            anew = timers.schedulePeriodically(this::changed, ANEW.toMillis(), ANEW.toMillis(), TimeUnit.MILLISECONDS);
        }

        void end() {
            anew.dispose();
        }

        synchronized void changed() {
            isDirty = true;
            begin();
        }

        synchronized void over() {
            isOver = true;
            changed();
        }

        /// Elsewhere: whoever has changed something may hold locks.
        private void begin() {
            if (!isUnderWay) {
                isUnderWay = true;
                writes.take(this::write, this::written);
            }
        }

        private void beginLater() {
            isUnderWay = true;
            Duration pause = Turns.scattered(again);
            Duration longer = again.multipliedBy(2);
            again = longer.compareTo(AGAIN_AT_MOST) > 0 ? AGAIN_AT_MOST : longer;
            timers.schedule(() -> writes.take(this::write, this::written), pause.toNanos(), TimeUnit.NANOSECONDS);
        }

        private Mono<Boolean> write() {
            boolean ends;
            synchronized (this) {
                isDirty = false;
                ends = isOver;
            }
            Registration registration = party.registration();
            Mono<?> step =
                    ends
                            ? records.forget(registration)
                            : records.write(registration, party.table().lastNumber(), party.records());
            return step.then(Mono.just(ends));
        }

        /// @param ended whether the session was over, or null if that could not be written
        private synchronized void written(@Nullable Boolean ended, @Nullable Throwable failure) {
            isUnderWay = false;
            if (ended == null && pages.get(party) == this) {
                beginLater();
                return;
            }
            again = AGAIN;
            if (Boolean.TRUE.equals(ended)) {
                end();
                pages.remove(party, this);
            } else if (isDirty && pages.get(party) == this) {
                begin();
            }
        }
    }
}
