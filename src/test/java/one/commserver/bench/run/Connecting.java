package one.commserver.bench.run;

import one.commserver.bench.join.Contender;
import one.commserver.bench.join.Logins;
import one.commserver.bench.join.Visits;
import one.commserver.bench.library.Meetings;
import one.commserver.bench.load.Figures;
import one.commserver.bench.load.Turns;
import one.commserver.bench.report.Cells;
import one.commserver.bench.report.Section;
import one.commserver.bench.report.Table;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What it costs to connect.
public final class Connecting {

    private Connecting() {}

    /// Connections that are only opened, at the server and at the baseline, and logins.
    ///
    /// @param memory the rows before
    public static Section logins(Lab lab, Contender server, Contender bare, String memory) throws Exception {
        List<Figures> visits = measure(lab, server, visits(lab, server, false));
        List<Figures> atBare = measure(lab, bare, visits(lab, bare, true));
        Lab.say("connections");
        List<Figures> rounds =
                measure(lab, server, new Logins(lab.loop(), server.process().address(), server.recorder()));
        Lab.say("logins");
        return new Section(
                "Memory and connecting",
                memory
                        + "| connections a second: upgrade and end | %s | %s | |%n"
                                .formatted(
                                        Cells.cell("%,.0f", visits, Figures::perSecond),
                                        Cells.cell("%,.0f", atBare, Figures::perSecond))
                        + "| CPU per connection, µs | %s | %s | |%n"
                                .formatted(
                                        Cells.cell("%,.0f", visits, Figures::cpuMicros),
                                        Cells.cell("%,.0f", atBare, Figures::cpuMicros))
                        + "| logins a second: upgrade, challenge, Ed25519 | %s | | |%n"
                                .formatted(Cells.cell("%,.0f", rounds, Figures::perSecond))
                        + "| CPU per login, µs | %s | | |%n"
                                .formatted(Cells.cell("%,.0f", rounds, Figures::cpuMicros)));
    }

    /// Connects, again and again, until most of what that takes is compiled.
    static void warmUp(Lab lab, Contender at, boolean isBare) throws Exception {
        Turns turns = isBare ? visits(lab, at, true) : new Logins(lab.loop(), at.process().address(), at.recorder());
        measure(at, turns, Duration.ZERO, lab.settings().loginWarmUp());
    }

    private static Visits visits(Lab lab, Contender at, boolean isBare) {
        return new Visits(lab.loop(), at.process().address(), isBare, at.recorder());
    }

    /// Clients of the library that meet.
    public static Section meetings(Lab lab, Contender server) throws Exception {
        List<Figures> rounds =
                measure(lab, server, new Meetings(lab.loop(), server.process().address(), server.recorder()));
        Lab.say("meetings");
        return new Section(
                "Clients of the library, meeting",
                new Table("", "")
                        .row(
                                "meetings a second: two logins, channel, key agreement",
                                Cells.cell("%,.0f", rounds, Figures::perSecond))
                        .row("server's CPU per meeting, µs", Cells.cell("%,.0f", rounds, Figures::cpuMicros))
                        .row("clients' CPU per meeting, µs", Cells.cell("%,.0f", rounds, Figures::clientCpuMicros))
                        .toString());
    }

    private static List<Figures> measure(Lab lab, Contender server, Turns turns) throws Exception {
        measure(server, turns, Duration.ZERO, lab.settings().loginWarmUp());
        var rounds = new ArrayList<Figures>();
        for (int round = 1; round <= lab.settings().rounds(); round++) {
            rounds.add(measure(server, turns, lab.settings().settling(), lab.settings().measured()));
        }
        return rounds;
    }

    private static Figures measure(Contender server, Turns turns, Duration settling, Duration measured)
            throws Exception {
        return server.measure(turns, server.recorder(), turns::succeeded, turns::isDrained, settling, measured);
    }
}
