package one.commserver.pairing;

import one.commserver.connection.NanoClock;
import one.commserver.limits.InForce;
import one.commserver.limits.RateLimiters;
import one.commserver.relay.Relay;
import one.commserver.relay.RelayProperties;
import one.commserver.relay.channel.CallPolicy;
import one.commserver.verification.SignatureChecker;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.InstantSource;
import java.util.List;

/// Wires pairing. Each bean that is a [PairingListener] hears of pairings.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PairingProperties.class)
class PairingConfiguration {

    @Bean
    InForce<PairingProperties> pairingInForce(PairingProperties atStart) {
        return new InForce<>(atStart);
    }

    @Bean
    Proofs proofs(SignatureChecker signatures) {
        return new Proofs(signatures);
    }

    @Bean
    InviteHolders inviteHolders(Pairings pairings, Proofs proofs) {
        return new InviteHolders(pairings, proofs);
    }

    @Bean
    CallPolicy callPolicy(
            RelayProperties relay, PairingProperties properties, Pairings pairings, InviteHolders holders) {
        return switch (relay.policy()) {
            case PAIRED -> new PairedPolicy(pairings, holders, properties.probation());
            case OPEN -> CallPolicy.OPEN;
        };
    }

    @Bean
    PairingChanges pairingChanges(Pairings pairings, Relay relay, List<PairingListener> listeners) {
        return new PairingChanges(pairings, relay, listeners);
    }

    @Bean
    PairingService pairingService(
            Pairings pairings,
            Relay relay,
            Proofs proofs,
            PairingChanges changes,
            InForce<PairingProperties> properties,
            InstantSource clock,
            NanoClock ticks,
            RateLimiters limiters) {
        return new PairingService(pairings, relay, proofs, changes, properties, clock, ticks::nanos, limiters);
    }
}
