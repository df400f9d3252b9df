package one.commserver.demo;

import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.demo.journal.Journal;
import one.commserver.demo.journal.Step.Budget;
import one.commserver.demo.journal.Timeline;
import one.commserver.protocol.ConnectionKind;
import one.commserver.terminal.Progress;
import one.commserver.terminal.Terminal;
import one.commserver.terminal.Text;

import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// The way through the tour: what comes after what, and on which server.
///
/// @param url of a running server; null: one is started
/// @param redis what the started nodes share, then two of them; null: one is started, which shares nothing
/// @param insecure whether `ws://` may lead to another machine
/// @param strict whether a time over its budget is a failure
/// @param eviction whether a client falls silent
/// @param verbose whether failures are shown with their stack traces
/// @param terminal whether the output is read by somebody who sees it change
record Tour(
        ServerStarter starter,
        @Nullable String url,
        @Nullable String redis,
        boolean insecure,
        boolean strict,
        boolean eviction,
        boolean verbose,
        boolean terminal,
        PrintStream out) {

    /// How each guest names its device, unless an identity has two.
    static final String INSTANCE = "tour";

    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    /// For the own server: many times its timeout, since a machine may be busy, or stand still.
    private static final Duration SOON = Duration.ofSeconds(60);

    /// For a server whose timeout nobody here knows; 45 seconds is what it is by default.
    private static final Duration LATER = Duration.ofSeconds(90);

    /// Leads through all of it.
    ///
    /// @return whether everything held
    boolean run(Payload payload) {
        Journal journal = new Journal(out, verbose);
        out.println("Tour of a CommServer");
        out.println("  " + payload.name() + ", " + Text.bytes(payload.size()));
        out.println("  SHA-256 " + payload.sha256());
        boolean complete = url == null ? withOwnServers(journal, payload) : through(journal, url, url, payload);
        return conclude(journal, complete);
    }

    private boolean withOwnServers(Journal journal, Payload payload) {
        Deque<ServerStarter.Running> servers = new ArrayDeque<>();
        try {
            boolean started =
                    redis == null
                            ? journal.section("A server", () -> servers.add(started(journal, "the server")))
                            : journal.section(
                                    "Two nodes",
                                    () -> {
                                        servers.add(started(journal, "one node"));
                                        servers.add(started(journal, "the other node"));
                                    });
            return started && through(journal, servers.getFirst().url(), servers.getLast().url(), payload);
        } finally {
            servers.forEach(ServerStarter.Running::close);
        }
    }

    private ServerStarter.Running started(Journal journal, String name) {
        ServerStarter.Running server =
                journal.step(name + " starts", Budget.NONE, step -> starter.start(HEARTBEAT, TIMEOUT, redis));
        journal.say("at " + server.url());
        return server;
    }

    /// @param other where one of each two goes, who notice nothing of it; it may be the same
    private boolean through(Journal journal, String server, String other, Payload payload) {
        Arrival arrival = new Arrival(journal, server);
        try (SigningKey key = SigningKey.generate(SignatureAlgorithm.ED25519);
                Guest first = new Guest(key, server, INSTANCE, insecure);
                Guest twin = new Guest(key, other, INSTANCE, insecure)) {
            boolean met = peers(journal, arrival, server, other, payload);
            if (!met && journal.steps().size() <= 2) {
                return false; // nobody is there, so nothing else can be shown
            }
            var duplicates = new Duplicates(journal, arrival, first, twin);
            boolean complete = journal.section("Two of the same", duplicates::run) && met;
            return eviction ? silence(journal, arrival, server, other) && complete : complete;
        }
    }

    /// B takes a way that can be cut, where that is possible.
    private boolean peers(Journal journal, Arrival arrival, String server, String other, Payload payload) {
        try (Cutter cutter = Cutter.canLeadTo(other) ? new Cutter(other) : null;
                SigningKey keyA = SigningKey.generate(SignatureAlgorithm.ED25519);
                SigningKey keyB = SigningKey.generate(SignatureAlgorithm.ECDSA_P256);
                Guest a = new Guest(keyA, server, INSTANCE, insecure);
                Guest b = new Guest(keyB, cutter == null ? other : cutter.url(), INSTANCE, insecure)) {
            var meeting = new Meeting(journal, arrival, server, a, keyA, b, keyB);
            Meeting.Peers[] peers = new Meeting.Peers[1];
            if (!journal.section("From an invite to a peer", () -> peers[0] = meeting.run())) {
                return false;
            }
            Talk talk = new Talk(journal, peers[0], payload, this::progress);
            boolean complete = journal.section("A file, encrypted end to end", talk::run);
            if (cutter == null) {
                journal.say("a lost socket is only shown with a ws:// server on this machine");
            } else {
                var lost = new Break(journal, peers[0], talk, b.session(ConnectionKind.DATA), cutter);
                complete = journal.section("A socket that is lost", lost::run) && complete;
            }
            complete = journal.section("The end", talk::end) && complete;
            var away = new Away(journal, arrival, server, a, keyA, b, keyB);
            return journal.section("Things for whoever is away", away::run) && complete;
        }
    }

    /// D and E are two devices of one identity, which may always call each other.
    private boolean silence(Journal journal, Arrival arrival, String server, String other) {
        try (SigningKey key = SigningKey.generate(SignatureAlgorithm.ED25519);
                Guest silent = new Guest(key, server, INSTANCE, insecure);
                Guest witness = new Guest(key, other, "tour-2", insecure)) {
            var silence = new Silence(journal, arrival, silent, witness, url == null ? SOON : LATER);
            return journal.section("A client that falls silent", silence::run);
        }
    }

    private Progress progress(String label, long size) {
        return new Progress(out, terminal ? Terminal.columns() : 0, System::nanoTime, label, size);
    }

    private boolean conclude(Journal journal, boolean complete) {
        Timeline timeline = new Timeline(journal.steps(), strict);
        out.println();
        out.println(timeline.table());
        out.println();
        if (!complete) {
            out.println("The steps behind a failed one were left out.");
        }
        out.println(timeline.verdict());
        return complete && timeline.holds();
    }
}
