package one.commserver.handshake;

import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.connection.NanoClock;
import one.commserver.limits.ConnectionLimits;
import one.commserver.limits.InForce;
import one.commserver.limits.RateLimiters;
import one.commserver.telemetry.Meters;
import one.commserver.transport.ClientAddress;
import one.commserver.verification.SignatureChecker;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.InstantSource;

/// Wires authentication.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HandshakeProperties.class)
class HandshakeConfiguration {

    @Bean
    SignatureChecker signatureChecker(HandshakeProperties properties, MeterRegistry meters) {
        int threads =
                properties.verifierThreads() == 0
                        ? Runtime.getRuntime().availableProcessors()
                        : properties.verifierThreads();
        var signatures = new SignatureChecker(threads, properties.verifierQueue());
        VerificationMeter.show(new Meters(meters), signatures);
        return signatures;
    }

    @Bean
    Audiences audiences(HandshakeProperties properties) {
        return new Audiences(properties.audiences());
    }

    @Bean
    Authenticator authenticator(
            HandshakeProperties properties,
            Audiences audiences,
            SignatureChecker signatures,
            InForce<ConnectionLimits> limits,
            InstantSource clock,
            NanoClock ticks,
            RateLimiters limiters) {
        var failures =
                limiters.limiter(
                        "failed-authentications", () -> limits.now().failedAuthentications(), ClientAddress::key);
        return new Authenticator(properties, audiences, signatures, failures, new StrangeAudiences(ticks), clock);
    }
}
