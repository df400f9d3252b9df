package one.commserver.demo;

import one.commserver.client.ClientLink;
import one.commserver.client.ClientSession;
import one.commserver.connection.ConnectionId;
import one.commserver.demo.journal.Journal;
import one.commserver.demo.journal.Step;
import one.commserver.demo.journal.Step.Budget;

/// B's socket is cut in the middle of a transfer: B comes back to its session, and not a byte is missing.
///
/// Spec: chapter 8, survival.
///
/// @param cutter the way by which B reaches the server
record Break(Journal journal, Meeting.Peers peers, Talk talk, ClientSession session, Cutter cutter) {

    void run() {
        ConnectionId before = session.link().map(ClientLink::id).orElseThrow();
        long half = Math.max(1, talk.payload().size() / 2);
        journal.step(
                "file from A to B, cut half-way",
                Budget.NONE,
                step -> {
                    Step done = talk.transfer(step, peers.atA(), peers.atB(), "A to B", half, cutter::cut);
                    if (talk.payload().size() == 0) {
                        cutter.cut();
                    }
                    return done;
                });
        journal.step("B is back in its session", Budget.NONE, step -> back(step, before));
        journal.step(
                "file from B to A, after the break",
                Budget.NONE,
                step -> talk.transfer(step, peers.atB(), peers.atA(), "B to A", Long.MAX_VALUE, () -> {}));
    }

    private Step back(Step step, ConnectionId before) {
        step.expect("another link of the same session");
        ClientLink link = step.await(session.links().filter(next -> !next.id().equals(before)).next(), Guest.PATIENCE);
        step.same("resumed", true, link.isResumed());
        return step;
    }
}
