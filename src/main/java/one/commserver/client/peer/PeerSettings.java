package one.commserver.client.peer;

import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.NanoClock;
import one.commserver.crypto.agreement.AgreementSuite;

import java.time.Duration;
import java.util.List;

/// How this end of a peer connection behaves.
///
/// @param instance this device's name, the one that its links authenticate with
/// @param suites how keys may be agreed on, in order of preference
/// @param maxMessage the longest message that is taken, in bytes; the peer is told. What is longer travels as several
/// @param compression whether messages may be deflated, if the peer wants it too. Lengths then tell something about
///     contents: not for messages that mix secrets with what strangers can choose
/// @param handshakeTimeout for the whole handshake
/// @param keepAlive how long nothing is sent before a sign of life is; three such times of silence are a dead peer
/// @param closePatience how long a close waits for what is still to leave, and for the peer's answer
/// @param clock what durations are read from
/// @param observer hears of everything that happens to the connection
public record PeerSettings(
        String instance,
        List<AgreementSuite> suites,
        int maxMessage,
        boolean compression,
        Duration handshakeTimeout,
        Duration keepAlive,
        Duration closePatience,
        NanoClock clock,
        ConnectionObserver observer) {

    /// 1 MiB.
    public static final int DEFAULT_MAX_MESSAGE = 1024 * 1024;

    /// The most that [#maxMessage] may be: 16 MiB.
    public static final int MOST_MAX_MESSAGE = 16 * 1024 * 1024;

    /// @throws IllegalArgumentException if a component breaks its rule
    public PeerSettings {
        suites = List.copyOf(suites);
        if (maxMessage < 1 || maxMessage > MOST_MAX_MESSAGE) {
            throw new IllegalArgumentException("a longest message has 1 to " + MOST_MAX_MESSAGE + " bytes");
        }
        if (!handshakeTimeout.isPositive() || !keepAlive.isPositive() || !closePatience.isPositive()) {
            throw new IllegalArgumentException("a duration must be positive");
        }
    }

    /// The defaults: every suite, messages of 1 MiB, no compression, 10 s for the handshake, a sign of life every 30 s,
    /// 5 s for a close.
    public static PeerSettings of(String instance) {
        return new PeerSettings(
                instance,
                List.of(AgreementSuite.values()),
                DEFAULT_MAX_MESSAGE,
                false,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                System::nanoTime,
                ConnectionObserver.NONE);
    }

    /// The same with other suites.
    public PeerSettings suites(List<AgreementSuite> changed) {
        return new PeerSettings(
                instance,
                changed,
                maxMessage,
                compression,
                handshakeTimeout,
                keepAlive,
                closePatience,
                clock,
                observer);
    }

    /// The same with another bound for messages.
    public PeerSettings maxMessage(int changed) {
        return new PeerSettings(
                instance, suites, changed, compression, handshakeTimeout, keepAlive, closePatience, clock, observer);
    }

    /// The same with compression.
    public PeerSettings compressed() {
        return new PeerSettings(
                instance, suites, maxMessage, true, handshakeTimeout, keepAlive, closePatience, clock, observer);
    }

    /// The same with other times for the handshake, between signs of life, and for a close.
    public PeerSettings timing(Duration handshake, Duration betweenSigns, Duration close) {
        return new PeerSettings(
                instance, suites, maxMessage, compression, handshake, betweenSigns, close, clock, observer);
    }

    /// The same with an observer.
    public PeerSettings observer(ConnectionObserver changed) {
        return new PeerSettings(
                instance, suites, maxMessage, compression, handshakeTimeout, keepAlive, closePatience, clock, changed);
    }
}
