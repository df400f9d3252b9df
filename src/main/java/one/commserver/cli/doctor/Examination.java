package one.commserver.cli.doctor;

import one.commserver.cli.outcome.Causes;
import one.commserver.cli.outcome.ExitStatus;
import one.commserver.cli.outcome.Failure;
import one.commserver.client.CommClientBuilder;
import one.commserver.client.dial.ServerAddress;
import one.commserver.connection.NanoClock;
import one.commserver.crypto.SigningKey;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Makes all checks, one after another, until one fails: the others need it.
///
/// @param clients makes a client of that server, from a key
/// @param authorities whom to trust; null: whom this Java trusts
/// @param insecure whether an unencrypted way to another machine will do
/// @param patience for each answer
/// @param renewal how long before its end a certificate should have been renewed
/// @param bytes how many are sent from one identity to the other
/// @param clock for durations
/// @param wall by which certificates hold
public record Examination(
        ServerAddress address,
        Function<SigningKey, CommClientBuilder> clients,
        @Nullable Path authorities,
        boolean insecure,
        Duration patience,
        Duration renewal,
        long bytes,
        NanoClock clock,
        Clock wall) {

    /// Looks at something.
    @FunctionalInterface
    private interface Look {
        Outcome take() throws IOException;
    }

    /// A check has failed, and its finding is kept.
    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /// Goes there, and comes back with a report whatever happens.
    public Report run() {
        List<Finding> findings = new ArrayList<>();
        try {
            throughTheDoor(findings);
            inside(findings);
        } catch (Stop stopped) {
            // the finding says why
        }
        Arrays.stream(Check.values())
                .skip(findings.size())
                .forEach(check -> findings.add(Finding.skipped(check, "not looked at")));
        return new Report(address.toString(), findings);
    }

    private void throughTheDoor(List<Finding> findings) {
        var door = new DoorProbe(address, patience);
        var addresses = new ArrayList<InetAddress>();
        look(
                findings,
                Check.NAME,
                () -> {
                    addresses.addAll(door.addresses());
                    return DoorProbe.found(addresses);
                });
        Socket[] socket = new Socket[1];
        try {
            look(
                    findings,
                    Check.SOCKET,
                    () -> {
                        List<String> refusals = new ArrayList<>();
                        socket[0] = door.connect(addresses, refusals);
                        return DoorProbe.connected(socket[0], refusals);
                    });
            look(
                    findings,
                    Check.TLS,
                    () -> {
                        if (!address.secure()) {
                            return withoutTls();
                        }
                        var spoken = new TlsProbe(address, authorities, renewal, wall).speak(socket[0]);
                        socket[0] = spoken.socket();
                        return spoken.outcome();
                    });
            look(findings, Check.UPGRADE, () -> new UpgradeProbe(address, patience, clock).ask(socket[0]));
        } finally {
            if (socket[0] != null) {
                DoorProbe.close(socket[0]);
            }
        }
    }

    private Outcome withoutTls() {
        if (address.isLoopback()) {
            return Outcome.nothing("not spoken, which will do on one machine");
        } else if (!insecure) {
            throw new Trouble("not spoken: everybody on the way can watch (wss:// speaks it, --insecure accepts that)");
        }
        return Outcome.warning("not spoken: everybody on the way can watch");
    }

    private void inside(List<Finding> findings) {
        try (Visitor first = new Visitor(clients, wall);
                Visitor second = new Visitor(clients, wall)) {
            var peers = new PeersProbe(first, second, address.url(), patience, clock);
            look(findings, Check.AUTHENTICATION, peers::authentication);
            look(findings, Check.ROUND_TRIP, peers::roundTrip);
            look(findings, Check.STAYING, peers::staying);
            try {
                look(findings, Check.PAIRING, peers::pairing);
                look(findings, Check.ENCRYPTION, peers::encryption);
                look(findings, Check.TRANSFER, () -> peers.transfer(bytes));
            } finally {
                peers.part();
            }
        }
    }

    private void look(List<Finding> findings, Check check, Look look) {
        long start = clock.nanos();
        try {
            Outcome outcome = look.take();
            findings.add(outcome.finding(check, Duration.ofNanos(clock.nanos() - start)));
        } catch (IOException | RuntimeException thrown) {
            findings.add(
                    new Finding(
                            check,
                            Finding.Result.FAILED,
                            Duration.ofNanos(clock.nanos() - start),
                            sentence(thrown),
                            Map.of()));
            throw new Stop();
        }
    }

    /// @throws Failure if it isn't the server's fault
    private String sentence(Exception thrown) {
        if (thrown instanceof Trouble trouble) {
            return String.valueOf(trouble.getMessage());
        } else if (thrown instanceof SocketTimeoutException) {
            return "no answer within " + patience.toSeconds() + " s";
        }
        Failure failure = Causes.of(thrown);
        if (failure.status() == ExitStatus.INTERRUPTED || failure.status() == ExitStatus.USAGE) {
            throw failure;
        }
        return String.valueOf(failure.getMessage());
    }
}
