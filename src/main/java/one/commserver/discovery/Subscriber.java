package one.commserver.discovery;

import one.commserver.crypto.Identity;
import one.commserver.discovery.Directory.Presence;
import one.commserver.protocol.DiscoveryMessage;
import one.commserver.protocol.ServerMessage;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// One connection that is told of its peers' presence, and what it knows already: as much as it has peers that were
/// ever online in its time.
///
/// Guarded by its own lock, also while it tells: so what is told comes in the order in which it is known, and nothing
/// is told of a peer behind the end of that pairing. Telling means putting a message into a queue.
///
/// Compared as an object. Spec: chapter 6, presence.
final class Subscriber {

    private final Identity identity;
    private final Consumer<ServerMessage> tell;
    private final Map<Identity, Presence> known = new HashMap<>();

    /// Whom the connection takes to be there.
    private final Set<Identity> toldOnline = new HashSet<>();

    /// Whether changes are told at once; before, they are collected until all peers have been looked at.
    private boolean live;

    private boolean ended;

    /// How many pairings have ended in its time.
    private long partings;

    Subscriber(Identity identity, Consumer<ServerMessage> tell) {
        this.identity = identity;
        this.tell = tell;
    }

    Identity identity() {
        return identity;
    }

    /// Collects from now on.
    ///
    /// @return a mark for [#found] and [#complete]
    synchronized long collect() {
        live = false;
        return partings;
    }

    /// A peer was looked at.
    ///
    /// @param mark of [#collect], from before the peers were read
    synchronized void found(Identity peer, Presence presence, long mark) {
        // one that is offline and was never online needs no place: any news of it come later
        if (mark == partings && (presence.online() || known.containsKey(peer))) {
            learn(peer, presence);
        }
    }

    /// All peers have been looked at: tells who is there, also who isn't any more should it have told otherwise before,
    /// and whatever comes from now on.
    ///
    /// @return false if a pairing has ended meanwhile: then nothing was told, and all peers are to be looked at again
    synchronized boolean complete(long mark, ServerMessage end) {
        if (ended) {
            return true;
        }
        if (mark != partings) {
            return false;
        }
        known.forEach((peer, presence) -> {
            if (presence.online() || toldOnline.contains(peer)) {
                say(peer, presence.online());
            }
        });
        tell.accept(end);
        live = true;
        return true;
    }

    /// A peer's presence may have changed.
    ///
    /// @param stale whether a pairing of that peer has ended since its peers were read
    /// @return false if it is stale: then nothing was told
    synchronized boolean changed(Identity peer, Presence presence, BooleanSupplier stale) {
        if (ended) {
            return true;
        }
        if (stale.getAsBoolean()) {
            return false;
        }
        if (learn(peer, presence) && live && presence.online() != toldOnline.contains(peer)) {
            say(peer, presence.online());
        }
        return true;
    }

    /// Nothing is told any more of somebody who is no peer any more.
    synchronized void forget(Identity peer) {
        partings++;
        known.remove(peer);
        toldOnline.remove(peer);
    }

    /// Nothing is told any more.
    synchronized void end() {
        ended = true;
        known.clear();
        toldOnline.clear();
    }

    private boolean learn(Identity peer, Presence presence) {
        Presence last = known.get(peer);
        if (ended || (last != null && last.version() >= presence.version())) {
            return false;
        }
        known.put(peer, presence);
        return true;
    }

    private void say(Identity peer, boolean online) {
        if (online) {
            toldOnline.add(peer);
        } else {
            toldOnline.remove(peer);
        }
        tell.accept(new DiscoveryMessage.Presence(null, peer, online));
    }
}
