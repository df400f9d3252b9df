package one.commserver.cli.doctor;

import one.commserver.cli.outcome.ExitStatus;
import one.commserver.cli.outcome.Failure;
import one.commserver.client.dial.ServerAddress;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// Speaks TLS over a socket, and says what is wrong with the certificate in words that lead to what to do.
///
/// @param authorities whom to trust; null: whom this Java trusts
/// @param renewal how long before its end a certificate should have been renewed
/// @param clock by which certificates hold
record TlsProbe(ServerAddress address, @Nullable Path authorities, Duration renewal, Clock clock) {

    /// What came of it.
    ///
    /// @param socket speaks TLS, over the one that was given
    record Spoken(SSLSocket socket, Outcome outcome) {}

    /// @throws Trouble if it isn't spoken, or shouldn't be
    /// @throws Failure if this end can't judge it
    Spoken speak(Socket plain) throws IOException {
        Certificates certificates = certificates();
        SSLSocket socket;
        try {
            socket =
                    (SSLSocket)
                            certificates
                                    .context()
                                    .getSocketFactory()
                                    .createSocket(plain, DoorProbe.host(address), address.port(), true);
        } catch (GeneralSecurityException impossible) {
            throw new Trouble("this Java speaks no TLS: " + impossible.getMessage(), impossible);
        }
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        try {
            socket.startHandshake();
        } catch (IOException failed) {
            throw new Trouble(why(failed, certificates.shown()), failed);
        }
        // Java takes a certificate that is itself trusted without a look at its dates; other clients don't
        String outOfTime = outOfTime(certificates.shown());
        if (outOfTime != null) {
            throw new Trouble(outOfTime);
        }
        return new Spoken(socket, outcome(socket, certificates.shown()));
    }

    private Certificates certificates() {
        try {
            return new Certificates(authorities);
        } catch (GeneralSecurityException | IOException unreadable) {
            throw Failure.lasting(
                    ExitStatus.USAGE, "no certificates can be read from " + authorities + " (--ca)", unreadable);
        }
    }

    private Outcome outcome(SSLSocket socket, @Nullable X509Certificate shown) {
        String protocol = socket.getSession().getProtocol();
        if (shown == null) {
            return new Outcome(protocol).with("protocol", protocol);
        }
        Instant end = shown.getNotAfter().toInstant();
        Duration left = Duration.between(clock.instant(), end);
        String says = protocol + ", certificate until " + end + " (" + left.toDays() + " days)";
        Outcome outcome = left.compareTo(renewal) < 0 ? Outcome.warning(says + ": renew it") : new Outcome(says);
        return outcome.with("protocol", protocol)
                .with("certificate_until", end.toString())
                .with("certificate_days", left.toDays())
                .with("certificate_names", Certificates.names(shown));
    }

    private String why(IOException failed, @Nullable X509Certificate shown) {
        if (failed instanceof SocketTimeoutException) {
            return "the other side doesn't answer to TLS";
        }
        if (shown != null) {
            return certificateTrouble(failed, shown);
        }
        String message = String.valueOf(failed.getMessage());
        if (message.contains("Unsupported or unrecognized SSL message")) {
            return "no TLS is spoken at that port";
        }
        if (failed instanceof EOFException || failed instanceof SocketException || message.contains("terminated")) {
            return "the other side ends the connection when TLS begins: it may not speak it at that port";
        }
        return failed instanceof SSLException ? "TLS failed: " + message : "the connection broke: " + message;
    }

    private String certificateTrouble(IOException failed, X509Certificate shown) {
        String outOfTime = outOfTime(shown);
        if (outOfTime != null) {
            return outOfTime;
        }
        String message = deepest(failed);
        if (message.contains("subject alternative") || message.contains("No name matching")) {
            List<String> names = Certificates.names(shown);
            return "the certificate isn't for " + address.host() + ", but for " + (names.isEmpty() ? "nobody" : names);
        } else if (message.contains("certification path") || message.contains("trust anchor")) {
            return "the certificate, or one above it, is signed by nobody who is trusted here (--ca names others): is "
                    + "the chain complete?";
        }
        return "the certificate isn't accepted: " + message;
    }

    private @Nullable String outOfTime(@Nullable X509Certificate shown) {
        if (shown == null) {
            return null;
        }
        Instant now = clock.instant();
        Instant beginning = shown.getNotBefore().toInstant();
        Instant end = shown.getNotAfter().toInstant();
        if (now.isAfter(end)) {
            return "the certificate has expired at " + end;
        }
        return now.isBefore(beginning) ? "the certificate doesn't hold before " + beginning : null;
    }

    private static String deepest(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause.getCause() != null && depth < 16; depth++) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}
