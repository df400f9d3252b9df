package one.commserver.operations.explain;

import one.commserver.crypto.Identity;
import one.commserver.mailbox.Mailboxes;
import one.commserver.pairing.Pairings;
import one.commserver.registry.Oversight;
import one.commserver.registry.Oversight.Standing;
import one.commserver.registry.RegistryUnavailableException;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// What the stores know of an identity.
///
/// @param slots null if that can't be said in time, as all others
/// @param pairings how many
/// @param unavailable what can't be said, by name
record SharedPart(
        @Nullable List<Standing> slots,
        @Nullable Integer pairings,
        Mailboxes.@Nullable Content mailbox,
        List<String> unavailable) {

    /// No client has an empty instance, so nothing is changed by asking for what waits for it.
    private static final String NOBODYS = "";

    private static final Mailboxes.Content NOTHING = new Mailboxes.Content(0, 0);

    /// Where it lies.
    record Stores(Oversight oversight, Pairings pairings, Mailboxes mailboxes) {

        /// Reads all of it, in no longer than the deadline. Never fails.
        Mono<SharedPart> read(Identity identity, Duration deadline) {
            return Mono.zip(
                            inTime(oversight.look(identity), deadline),
                            inTime(pairings.peers(identity).map(List::size), deadline),
                            inTime(mailboxes.waiting(identity, NOBODYS).defaultIfEmpty(NOTHING), deadline))
                    .map(all -> of(all.getT1(), all.getT2(), all.getT3()));
        }
    }

    private static <T> Mono<Optional<T>> inTime(Mono<T> asked, Duration deadline) {
        return asked.timeout(deadline)
                .map(Optional::of)
                .onErrorResume(
                        failure ->
                                failure instanceof TimeoutException || failure instanceof RegistryUnavailableException,
                        away -> Mono.just(Optional.empty()));
    }

    private static SharedPart of(
            Optional<List<Standing>> slots, Optional<Integer> pairings, Optional<Mailboxes.Content> mailbox) {
        var unavailable = new ArrayList<String>();
        if (slots.isEmpty()) {
            unavailable.add("slots");
        }
        if (pairings.isEmpty()) {
            unavailable.add("pairings");
        }
        if (mailbox.isEmpty()) {
            unavailable.add("mailbox");
        }
        return new SharedPart(slots.orElse(null), pairings.orElse(null), mailbox.orElse(null), unavailable);
    }
}
