package one.commserver.relay;

import one.commserver.crypto.Identity;
import one.commserver.registry.IdentityIndex;
import one.commserver.registry.Registration;
import one.commserver.registry.SessionId;
import one.commserver.registry.Slot;
import one.commserver.relay.channel.Channel;
import one.commserver.relay.channel.Party;
import one.commserver.relay.remote.Halves;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The sessions of this node, those included whose clients are away: one for each slot. Any thread.
final class Sessions implements Halves.Sessions {

    private final Map<Slot, Party> bySlot = new ConcurrentHashMap<>();
    private final Map<SessionId, Party> bySession = new ConcurrentHashMap<>();
    private final IdentityIndex<Party> byIdentity = new IdentityIndex<>();

    @Nullable Party at(Slot slot) {
        return bySlot.get(slot);
    }

    @Override
    public @Nullable Party of(SessionId session) {
        return bySession.get(session);
    }

    /// Whoever holds a slot by that registration and is there, or null.
    @Nullable Party here(Registration held) {
        Party party = bySlot.get(held.slot());
        return party != null && party.isAttached() && party.registration().epoch() == held.epoch() ? party : null;
    }

    /// All of this node.
    Collection<Party> all() {
        return bySlot.values();
    }

    /// All of an identity.
    Set<Party> of(Identity identity) {
        return byIdentity.of(identity);
    }

    /// Has the fullest channels let go of what waits until enough has gone: nothing is lost, since the senders keep
    /// what hasn't arrived.
    ///
    /// @param excess how many bytes have to go
    void relieve(long excess) {
        record Load(Channel channel, long bytes) {}
        Iterator<Load> fullestFirst =
                bySlot.values().stream()
                        .flatMap(party -> party.table().joined())
                        .distinct()
                        .map(channel -> new Load(channel, channel.waiting()))
                        .filter(load -> load.bytes() > 0)
                        .sorted(Comparator.comparingLong(Load::bytes).reversed())
                        .iterator();
        long gone = 0;
        while (gone < excess && fullestFirst.hasNext()) {
            Load load = fullestFirst.next();
            load.channel().relieve();
            gone += load.bytes();
        }
    }

    /// Puts one in its slot.
    ///
    /// @return the one that was there, or null
    @Nullable Party put(Party party) {
        byIdentity.add(party.slot().identity(), party);
        bySession.put(party.registration().session(), party);
        Party former = bySlot.put(party.slot(), party);
        if (former != null && former != party) {
            byIdentity.remove(former.slot().identity(), former);
            bySession.remove(former.registration().session(), former);
        }
        return former;
    }

    void remove(Party party) {
        bySlot.remove(party.slot(), party);
        bySession.remove(party.registration().session(), party);
        byIdentity.remove(party.slot().identity(), party);
    }
}
