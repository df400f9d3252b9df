package one.commserver.registry.redis;

import one.commserver.connection.NanoClock;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.registry.Registration;
import one.commserver.registry.RegistryProperties;
import one.commserver.registry.Slot;

import org.jspecify.annotations.Nullable;

import java.security.MessageDigest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Sessions whose sockets broke at this node, as it knows them: so they can go on here while Redis is away. As long as
/// a session lives, and not more than there may be; beyond that the longest disconnected is forgotten. Any thread.
///
/// Spec: chapter 13.
final class Remembered {

    private static final int REVOCATIONS = 1000;

    /// Longer than Redis is waited for; what is learnt of later is found out when it is renewed.
    private static final Duration KNOWN_AS_REVOKED = Duration.ofMinutes(2);

    private final Map<Slot, Stay> stays = new LinkedHashMap<>();
    private final Map<Identity, Revoked> revocations = new LinkedHashMap<>();
    private final Duration life;
    private final int most;
    private final NanoClock clock;

    Remembered(RegistryProperties properties, NanoClock clock) {
        this.life = properties.sessionTimeToLive();
        this.most = properties.remembered();
        this.clock = clock;
    }

    /// A session that has a slot by a taking.
    ///
    /// @param tokenHash of its token
    /// @param marks of the claims by which this node has the slot: more than one if it decided itself
    record Session(Registration registration, Bytes tokenHash, List<String> marks) {

        private static final int MARKS = 8;

        long epoch() {
            return registration.epoch();
        }

        /// Whether somebody who has shown a token may go on with it.
        boolean isOf(Bytes presented) {
            return MessageDigest.isEqual(tokenHash.toByteArray(), presented.toByteArray());
        }

        /// The same by a later taking, which nobody but this node knows of.
        Session next(String mark) {
            var next = new Registration(registration.slot(), epoch() + 1, registration.node(), registration.session());
            var all = Stream.concat(marks.stream(), Stream.of(mark)).toList();
            return new Session(next, tokenHash, all.subList(Math.max(0, all.size() - MARKS), all.size()));
        }
    }

    private record Stay(Session session, long since) {}

    /// All takings before that epoch were ended.
    private record Revoked(long epoch, long since) {}

    /// Its socket broke.
    synchronized void add(Session session) {
        if (isRevoked(session.registration())) {
            return;
        }
        Slot slot = session.registration().slot();
        stays.remove(slot);
        stays.put(slot, new Stay(session, clock.nanos()));
        var longest = stays.values().iterator();
        for (Stay first = longest.next(); stays.size() > most || isOver(first); first = longest.next()) {
            longest.remove();
            if (stays.isEmpty()) {
                return;
            }
        }
    }

    /// Whoever had that slot until its socket broke.
    synchronized @Nullable Session at(Slot slot) {
        Stay stay = stays.get(slot);
        return stay == null || isOver(stay) ? null : stay.session();
    }

    /// Somebody has the slot by that taking, or had it.
    synchronized void seen(Slot slot, long epoch) {
        Stay stay = stays.get(slot);
        if (stay != null && stay.session().epoch() <= epoch) {
            stays.remove(slot);
        }
    }

    /// Somebody else has the slot.
    void forget(Slot slot) {
        seen(slot, Long.MAX_VALUE);
    }

    /// All sessions of an identity before that epoch were ended: they are forgotten, and known as such for as long as a
    /// claim may be under way that was granted before.
    synchronized void revoke(Identity identity, long epoch) {
        Revoked former = revocations.remove(identity);
        long highest = former == null ? epoch : Math.max(epoch, former.epoch());
        revocations.put(identity, new Revoked(highest, clock.nanos()));
        var longest = revocations.values().iterator();
        while (longest.hasNext() && (isOver(longest.next()) || revocations.size() > REVOCATIONS)) {
            longest.remove();
        }
        stays.values()
                .removeIf(stay ->
                        stay.session().epoch() < epoch
                                && stay.session().registration().slot().identity().equals(identity));
    }

    /// Whether a taking was ended lately.
    synchronized boolean isRevoked(Registration registration) {
        Revoked revoked = revocations.get(registration.slot().identity());
        return revoked != null && !isOver(revoked) && registration.epoch() < revoked.epoch();
    }

    private boolean isOver(Revoked revoked) {
        return clock.since(revoked.since()).compareTo(KNOWN_AS_REVOKED) >= 0;
    }

    private boolean isOver(Stay stay) {
        return clock.since(stay.since()).compareTo(life) >= 0;
    }
}
