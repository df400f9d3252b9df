package one.commserver.pairing.memory;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.protocol.invite.Invite;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/// An invite and what became of it. Guarded by the store's lock.
final class Registered {

    private final long place;
    private final Bytes id;
    private final Bytes encoded;
    private final Identity inviter;
    private final Instant expires;
    private final int uses;
    private final String trustLevel;
    private final Set<Identity> users = new HashSet<>();
    private boolean revoked;

    /// @param place in the order of all that was ever registered
    Registered(long place, Invite invite, Bytes encoded) {
        this.place = place;
        this.id = invite.id();
        this.encoded = encoded;
        this.inviter = invite.inviter().identity();
        this.expires = invite.expires();
        this.uses = invite.uses();
        this.trustLevel = invite.trustLevel();
    }

    long place() {
        return place;
    }

    Bytes id() {
        return id;
    }

    Bytes encoded() {
        return encoded;
    }

    Identity inviter() {
        return inviter;
    }

    Instant expires() {
        return expires;
    }

    String trustLevel() {
        return trustLevel;
    }

    void revoke() {
        revoked = true;
    }

    boolean isRevoked() {
        return revoked;
    }

    boolean isExpiredAt(Instant now) {
        return !now.isBefore(expires);
    }

    boolean isLiveAt(Instant now) {
        return !revoked && !isExpiredAt(now) && usesLeft() > 0;
    }

    int used() {
        return users.size();
    }

    int usesLeft() {
        return uses - users.size();
    }

    boolean isUsedBy(Identity joiner) {
        return users.contains(joiner);
    }

    void use(Identity joiner) {
        users.add(joiner);
    }
}
