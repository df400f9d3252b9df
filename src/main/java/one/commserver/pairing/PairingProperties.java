package one.commserver.pairing;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import java.time.Duration;

/// How strangers become peers.
///
/// Spec: chapter 7.
///
/// @param challengeLife how long a challenge can be answered
/// @param probation how long a channel that was opened with an invite stays open without a pairing
/// @param failedProofs how many wrong proofs of one connection are answered within a minute; from 1 to a million
/// @param failedProofsPerAddress how many wrong proofs of one address are answered within a minute; from 1 to a
///     million. More than `failed-proofs`, so that one connection doesn't stop its whole network
/// @param newInvites how many invites one identity may register within a minute; from 1 to a million
/// @param pairingsPerIdentity how many pairings an identity may have, whoever made the invite; at least 1. Beyond it a
///     joiner gets `limit_pairings`, and the invite isn't used
/// @param memory how much all invites and pairings of this node may take in memory, as counted by their bytes and a
///     kibibyte for each; at least 1MB. Beyond it new pairings are refused with `limit_pairings`, beyond half
///     of it new invites with `limit_invites`. The default is enough for some 40,000. It has no effect where nodes
///     share a Redis: there the memory of that is the bound
@ConfigurationProperties("commserver.pairing")
public record PairingProperties(
        @DefaultValue("30s") Duration challengeLife,
        @DefaultValue("60s") Duration probation,
        @DefaultValue("5") int failedProofs,
        @DefaultValue("30") int failedProofsPerAddress,
        @DefaultValue("120") int newInvites,
        @DefaultValue("1000") int pairingsPerIdentity,
        @DefaultValue("64MB") DataSize memory) {

    private static final DataSize LEAST_MEMORY = DataSize.ofMegabytes(1);
    private static final int MOST_A_MINUTE = 1_000_000;

    public PairingProperties {
        positive("challenge-life", challengeLife);
        positive("probation", probation);
        perMinute("failed-proofs", failedProofs);
        perMinute("failed-proofs-per-address", failedProofsPerAddress);
        perMinute("new-invites", newInvites);
        atLeastOne("pairings-per-identity", pairingsPerIdentity);
        if (memory.compareTo(LEAST_MEMORY) < 0) {
            throw new IllegalArgumentException("commserver.pairing.memory must be at least 1MB");
        }
    }

    private static void positive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException("commserver.pairing." + name + " must be positive");
        }
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("commserver.pairing." + name + " must be at least 1");
        }
    }

    private static void perMinute(String name, int value) {
        if (value < 1 || value > MOST_A_MINUTE) {
            throw new IllegalArgumentException(
                    "commserver.pairing." + name + " must be from 1 to " + MOST_A_MINUTE + ", but is " + value);
        }
    }
}
