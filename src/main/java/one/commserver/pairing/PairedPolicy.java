package one.commserver.pairing;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.protocol.ChannelMessage.ChannelOpen;
import one.commserver.protocol.invite.PairingTranscripts;
import one.commserver.relay.channel.CallPolicy;

import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Peers may call each other. Who holds a live invite may call its inviter, on probation: one channel for each opener,
/// and for each invite no more at the same moment than it has uses left.
///
/// Spec: chapter 8, opening.
final class PairedPolicy implements CallPolicy {

    private final Pairings pairings;
    private final InviteHolders holders;
    private final Duration probation;

    /// Who has a channel on probation, by the invite that was shown: as many as there are such channels and offers.
    private final ConcurrentMap<Bytes, Set<Identity>> openers = new ConcurrentHashMap<>();

    PairedPolicy(Pairings pairings, InviteHolders holders, Duration probation) {
        this.pairings = pairings;
        this.holders = holders;
        this.probation = probation;
    }

    @Override
    public Mono<Verdict> judge(Identity from, ChannelOpen request) {
        return pairings.arePaired(from, request.to())
                .flatMap(paired -> paired ? Mono.just(Plain.ALLOWED) : stranger(from, request));
    }

    @Override
    public Mono<Boolean> stillAllows(Identity one, Identity other) {
        return pairings.arePaired(one, other);
    }

    private Mono<Verdict> stranger(Identity from, ChannelOpen request) {
        Bytes invite = request.invite();
        Bytes proof = request.proof();
        if (invite == null || proof == null) {
            return Mono.just(Plain.REFUSED);
        }
        Identity inviter = request.to();
        return holders.usesLeft(invite, inviter, from, PairingTranscripts.opening(invite, inviter, from), proof)
                .<Verdict>map(left -> probation(invite, from, left))
                .defaultIfEmpty(Plain.REFUSED);
    }

    private Probation probation(Bytes invite, Identity from, int left) {
        return new Probation(probation, () -> take(invite, from, left), () -> giveBack(invite, from));
    }

    private boolean take(Bytes invite, Identity from, int left) {
        boolean[] taken = {false};
        openers.compute(
                invite,
                (same, known) -> {
                    Set<Identity> there = known == null ? new HashSet<>() : known;
                    taken[0] = there.size() < left && there.add(from);
                    return there.isEmpty() ? null : there;
                });
        return taken[0];
    }

    private void giveBack(Bytes invite, Identity from) {
        openers.computeIfPresent(
                invite,
                (same, there) -> {
                    there.remove(from);
                    return there.isEmpty() ? null : there;
                });
    }
}
