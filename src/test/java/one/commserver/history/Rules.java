package one.commserver.history;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.history.Event.Claim;
import one.commserver.history.Event.Stream;
import one.commserver.history.History.Entry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What must hold for a history that has come to rest. Each broken promise is told in a sentence.
///
/// Which of two claims of a slot is the newer one is known only where the older one had its slot before the newer one
/// began: of those that raced nothing is said.
public final class Rules {

    private final long leaseNanos;
    private final List<String> broken = new ArrayList<>();

    private final Map<Claim, Long> began = new HashMap<>();
    private final Map<Claim, Long> entered = new LinkedHashMap<>();
    private final Set<Claim> left = new HashSet<>();
    private final Map<String, Set<Claim>> heard = new HashMap<>();
    private final Map<Stream, Long> sent = new LinkedHashMap<>();
    private final Map<Stream, Long> received = new HashMap<>();
    private final Set<Stream> settled = new HashSet<>();
    private final Map<Identity, Set<String>> stored = new LinkedHashMap<>();
    private final Map<Identity, Set<String>> fetched = new HashMap<>();
    private final Map<Bytes, Set<Identity>> accepted = new HashMap<>();
    private final List<long[]> storeAway = new ArrayList<>();
    private long storeAwaySince;

    private Rules(Duration lease) {
        this.leaseNanos = lease.toNanos();
    }

    /// Checks a history.
    ///
    /// @param lease after which a node that is gone has no slots, with what clients need to notice
    /// @return what was broken, nothing if all is well
    public static List<String> broken(List<Entry> history, Duration lease) {
        var rules = new Rules(lease);
        history.forEach(rules::read);
        history.forEach(rules::readAgain);
        rules.atTheEnd();
        return List.copyOf(rules.broken);
    }

    private void read(Entry entry) {
        switch (entry.event()) {
            case Event.Began event -> began.put(event.claim(), entry.at());
            case Event.Entered event -> entered.put(event.claim(), entry.at());
            case Event.Left event -> left.add(event.claim());
            case Event.Sent event -> sent(event);
            case Event.Received event -> received(event);
            case Event.Confirmed event -> settled.add(event.stream());
            case Event.Broken event -> {
                settled.add(event.stream());
                broken.add("a stream whose ends live was broken: " + event);
            }
            case Event.Stored event -> of(stored, event.to()).add(event.id());
            case Event.Fetched event -> of(fetched, event.by()).add(event.id());
            case Event.Accepted event -> accepted(event);
            case Event.Refused event -> broken.add("listed as a peer, and is none: " + event);
            case Event.Failing event -> storeAwaySince = event.store() ? entry.at() : storeAwaySince;
            case Event.Mended event -> {
                if (event.store()) {
                    storeAway.add(new long[] {storeAwaySince, entry.at() + leaseNanos});
                }
            }
            case Event.Alive event -> {}
        }
    }

    /// What needs to know all claims.
    private void readAgain(Entry entry) {
        if (entry.event() instanceof Event.Alive alive) {
            stillThere(alive);
        } else if (entry.event() instanceof Event.Received frame && frame.stream().claim() != null) {
            inOrderOfClaims(frame.stream().claim(), frame);
        }
    }

    private void sent(Event.Sent event) {
        long before = sent.getOrDefault(event.stream(), 0L);
        if (event.number() != before + 1) {
            throw new IllegalStateException("the run itself is wrong: " + event);
        }
        sent.put(event.stream(), event.number());
    }

    private void received(Event.Received event) {
        if (!event.by().equals(event.stream().to())) {
            broken.add("delivered to somebody else: " + event);
        }
        long before = received.getOrDefault(event.stream(), 0L);
        if (event.number() != before + 1) {
            broken.add("frame " + event.number() + " behind frame " + before + ": " + event);
        }
        received.put(event.stream(), event.number());
        if (event.number() > sent.getOrDefault(event.stream(), 0L)) {
            broken.add("nobody had sent it: " + event);
        }
    }

    private void accepted(Event.Accepted event) {
        Set<Identity> joiners = of(accepted, event.invite());
        joiners.add(event.joiner());
        if (joiners.size() > 1) {
            broken.add("an invite for one was accepted twice: " + event);
        }
    }

    /// No receiver gets a frame of an older epoch behind one of a newer epoch.
    private void inOrderOfClaims(Claim claim, Event.Received frame) {
        Set<Claim> before = heard.computeIfAbsent(claim.slot(), slot -> new HashSet<>());
        before.stream()
                .filter(other -> isOlder(claim, other))
                .findAny()
                .ifPresent(newer -> broken.add("a frame of " + claim + " behind one of " + newer + ": " + frame));
        before.add(claim);
    }

    /// A slot isn't confirmed to two for longer than a lease. Who raced is told apart by the numbers no more than by
    /// time, so those aren't compared.
    private void stillThere(Event.Alive alive) {
        if (storeAway.stream().anyMatch(away -> alive.asked() >= away[0] && alive.asked() <= away[1])) {
            return;
        }
        entered.forEach((other, at) -> {
            if (other.slot().equals(alive.claim().slot())
                    && isOlder(alive.claim(), other)
                    && alive.asked() > at + leaseNanos) {
                broken.add(alive + " although " + other + " had taken the slot");
            }
        });
    }

    private boolean isOlder(Claim one, Claim other) {
        Long had = entered.get(one);
        Long wanted = began.get(other);
        return had != null && wanted != null && entered.containsKey(other) && had < wanted;
    }

    private void atTheEnd() {
        entered.keySet().stream()
                .filter(claim -> !left.contains(claim))
                .forEach(claim -> broken.add("nobody has ended " + claim));
        sent.keySet().stream()
                .filter(stream -> stream.claim() == null)
                .forEach(stream -> {
                    if (!settled.contains(stream)) {
                        broken.add("never confirmed: " + stream);
                    } else if (!sent.get(stream).equals(received.getOrDefault(stream, 0L))) {
                        broken.add(
                                "%d of %d frames of %s have arrived"
                                        .formatted(received.getOrDefault(stream, 0L), sent.get(stream), stream));
                    }
                });
        stored.forEach((to, ids) -> {
            var missing = new HashSet<>(ids);
            missing.removeAll(fetched.getOrDefault(to, Set.of()));
            if (!missing.isEmpty()) {
                broken.add(missing.size() + " objects for " + to + " were acknowledged and are lost: " + missing);
            }
        });
    }

    private static <K, V> Set<V> of(Map<K, Set<V>> map, K key) {
        return map.computeIfAbsent(key, absent -> new HashSet<>());
    }
}
