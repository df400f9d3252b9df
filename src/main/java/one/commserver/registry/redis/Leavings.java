package one.commserver.registry.redis;

import one.commserver.registry.Slot;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/// What Redis could not be told when a holder left or a claim failed; told again when it is back. Of each slot the last
/// holder is kept, so it is bounded by the slots that this node has had; of claims, which anybody may make, only the
/// last ones, and what is lost there is noticed when somebody else wants the slot. Any thread.
final class Leavings {

    private static final int AT_ONCE = 16;

    private final Map<Slot, SlotScripts.Leaving> holders = new LinkedHashMap<>();
    private final Map<List<String>, SlotScripts.Leaving> claims = new LinkedHashMap<>();
    private final SlotScripts scripts;
    private final IntSupplier most;

    /// @param most how many slots this node may have now; beyond it the oldest is lost
    Leavings(SlotScripts scripts, IntSupplier most) {
        this.scripts = scripts;
        this.most = most;
    }

    synchronized void add(SlotScripts.Leaving leaving) {
        if (leaving.registration() == null) {
            claims.put(leaving.marks(), leaving);
            bound(claims);
        } else {
            holders.merge(leaving.slot(), leaving, SlotScripts.Leaving::later);
            bound(holders);
        }
    }

    private <K> void bound(Map<K, SlotScripts.Leaving> all) {
        Iterator<K> oldest = all.keySet().iterator();
        while (all.size() > most.getAsInt() && oldest.hasNext()) {
            oldest.next();
            oldest.remove();
        }
    }

    /// Tells all that is left; what fails stays.
    Mono<Void> tell() {
        return Mono.defer(() ->
                Flux.fromIterable(all())
                        .flatMap(
                                leaving -> scripts.leave(leaving).doOnError(away -> add(leaving)).onErrorComplete(),
                                AT_ONCE)
                        .then());
    }

    private synchronized List<SlotScripts.Leaving> all() {
        var all = new ArrayList<>(claims.values());
        all.addAll(holders.values());
        claims.clear();
        holders.clear();
        return all;
    }
}
