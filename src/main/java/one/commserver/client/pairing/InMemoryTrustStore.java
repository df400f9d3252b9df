package one.commserver.client.pairing;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A list of peers that ends with the process. Whoever was admitted counts against its bound for ever, so that nobody
/// who was removed is forgotten and let in again.
public final class InMemoryTrustStore implements TrustStore {

    private final int most;
    private final Map<Identity, Peer> peers = new LinkedHashMap<>();
    private final Map<Bytes, Set<Identity>> users = new HashMap<>();
    private final Set<Bytes> closed = new HashSet<>();

    /// Who was removed before anything of them had come, so that their invite isn't known yet.
    private final Set<Identity> removedUnseen = new HashSet<>();

    private int admitted;

    /// @param most how many can be admitted, how many invites closed, and how many removed who haven't come yet
    public InMemoryTrustStore(int most) {
        this.most = most;
    }

    @Override
    public Mono<Admission> admit(Peer peer, int uses) {
        return Mono.fromSupplier(() -> admitNow(peer, uses));
    }

    @Override
    public Mono<Void> close(Bytes invite) {
        return Mono.fromRunnable(() -> closeNow(invite));
    }

    @Override
    public Mono<Void> remove(Identity identity) {
        return Mono.fromRunnable(() -> removeNow(identity));
    }

    @Override
    public Mono<Peer> find(Identity identity) {
        return Mono.fromSupplier(() -> findNow(identity));
    }

    @Override
    public Flux<Peer> peers() {
        return Flux.defer(() -> Flux.fromIterable(peersNow()));
    }

    private synchronized Admission admitNow(Peer peer, int uses) {
        if (peers.containsKey(peer.identity())) {
            // by this invite, too, it is not to come again once it has been removed
            users.computeIfPresent(
                    peer.invite(),
                    (same, known) -> {
                        known.add(peer.identity());
                        return known;
                    });
            if (!users.containsKey(peer.invite()) && users.size() < 2L * most) {
                users.put(peer.invite(), new HashSet<>(Set.of(peer.identity())));
            }
            return Admission.KNOWN;
        }
        Set<Identity> known = users.getOrDefault(peer.invite(), Set.of());
        boolean joins = peer.role() == Peer.Role.JOINER;
        if (closed.contains(peer.invite()) || known.contains(peer.identity())) {
            return Admission.REVOKED;
        } else if (joins && known.size() >= uses) {
            return Admission.USED_UP;
        } else if (admitted >= most) {
            return Admission.FULL;
        }
        admitted++;
        users.computeIfAbsent(peer.invite(), same -> new HashSet<>()).add(peer.identity());
        if (removedUnseen.remove(peer.identity())) {
            return Admission.REVOKED;
        }
        peers.put(peer.identity(), peer);
        return Admission.ADDED;
    }

    private synchronized void closeNow(Bytes invite) {
        if (closed.size() >= most && !closed.contains(invite)) {
            throw new IllegalStateException("there is no room to remember another closed invite");
        }
        closed.add(invite);
    }

    private synchronized void removeNow(Identity identity) {
        peers.remove(identity);
        boolean seen = users.values().stream().anyMatch(known -> known.contains(identity));
        if (seen || removedUnseen.contains(identity)) {
            return;
        }
        if (removedUnseen.size() >= most) {
            throw new IllegalStateException("there is no room to remember another one who was removed");
        }
        removedUnseen.add(identity);
    }

    private synchronized @Nullable Peer findNow(Identity identity) {
        return peers.get(identity);
    }

    private synchronized List<Peer> peersNow() {
        return List.copyOf(peers.values());
    }
}
