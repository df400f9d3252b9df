package one.commserver.cli.doctor;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Locale;

/// What is looked at, in this order: each needs the one before.
///
/// The first four share the budget of a connection; those of authentication, pairing and encryption are the protocol's.
///
/// Spec: chapter 12.
public enum Check {
    /// The host's name has addresses.
    NAME(Duration.ofMillis(500)),
    /// One of them takes a connection.
    SOCKET(Duration.ofMillis(500)),
    /// TLS is spoken, with a certificate for that host that is trusted and holds for some time.
    TLS(Duration.ofMillis(500)),
    /// A CommServer opens a WebSocket.
    UPGRADE(Duration.ofMillis(500)),
    /// It lets an identity in by the name that was dialled.
    AUTHENTICATION(Duration.ofSeconds(1)),
    /// It answers, and how fast.
    ROUND_TRIP(Duration.ofMillis(250)),
    /// It doesn't send clients away.
    STAYING(null),
    /// Two identities become peers.
    PAIRING(Duration.ofSeconds(3)),
    /// They agree on keys.
    ENCRYPTION(Duration.ofMillis(500)),
    /// What one sends the other gets, and how fast.
    TRANSFER(null);

    private final @Nullable Duration budget;

    Check(@Nullable Duration budget) {
        this.budget = budget;
    }

    /// What it may take; null: there is no such bound.
    public @Nullable Duration budget() {
        return budget;
    }

    /// As reports have it.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
