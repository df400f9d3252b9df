package one.commserver.handshake;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;
import java.util.List;

/// How clients authenticate.
///
/// @param audiences the names under which clients may dial this server: `name` without a port (the scheme's default
///     one), `name:port`, or `name:*` for any port or none. A client that dialled another name is refused
/// @param firstFrameTimeout how long a client may take to send its first frame
/// @param timeout how long the whole authentication may take, from the opened socket on
/// @param challengeLife how long a challenge can be answered
/// @param clockSkew how far a client's clock may be off
/// @param verifierThreads how many threads check signatures; 0: as many as there are processors
/// @param verifierQueue how many signatures may wait to be checked; a client beyond it is told to come back later
@ConfigurationProperties("commserver.handshake")
public record HandshakeProperties(
        @DefaultValue({"localhost:*", "127.0.0.1:*", "[::1]:*"}) List<String> audiences,
        @DefaultValue("15s") Duration firstFrameTimeout,
        @DefaultValue("15s") Duration timeout,
        @DefaultValue("10s") Duration challengeLife,
        @DefaultValue("5m") Duration clockSkew,
        @DefaultValue("0") int verifierThreads,
        @DefaultValue("1024") int verifierQueue) {

    public HandshakeProperties {
        audiences = List.copyOf(audiences);
        positive("first-frame-timeout", firstFrameTimeout);
        positive("timeout", timeout);
        positive("challenge-life", challengeLife);
        positive("clock-skew", clockSkew);
        if (verifierThreads < 0) {
            throw new IllegalArgumentException("commserver.handshake.verifier-threads must not be negative");
        }
        if (verifierQueue < 1) {
            throw new IllegalArgumentException("commserver.handshake.verifier-queue must be at least 1");
        }
    }

    private static void positive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException("commserver.handshake." + name + " must be positive");
        }
    }
}
