package one.commserver.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// All who take part in a run.
final class Cast {

    private final List<Talkers> talkers = new ArrayList<>();
    private final List<Rivals> rivals = new ArrayList<>();
    private final Leaver leaver;
    private final Inviter inviter;
    private final List<Thread> threads = new ArrayList<>();

    /// @param pairs of talkers
    /// @param slots that are fought over
    Cast(int pairs, int slots, String url, History history, Random random) {
        for (int i = 0; i < pairs; i++) {
            talkers.add(new Talkers(i, url, history));
        }
        for (int i = 0; i < slots; i++) {
            rivals.add(new Rivals(i, url, history, new Random(random.nextLong())));
        }
        leaver = new Leaver(url, history);
        inviter = new Inviter(url, history);
    }

    /// Everybody begins; when this returns all are connected.
    void begin() {
        talkers.forEach(Talkers::begin);
        rivals.forEach(Rivals::begin);
        rivals.forEach(this::start);
        start(leaver);
        start(inviter);
    }

    /// Nobody begins anything new, what is under way comes to its end, and what was left is fetched.
    void end() throws InterruptedException {
        rivals.forEach(Rivals::end);
        leaver.end();
        inviter.end();
        talkers.stream().map(Talkers::end).toList().forEach(Actors::get);
        for (Thread thread : threads) {
            thread.join(Actors.PATIENCE);
        }
        // who has lost a slot has heard of it by then
        Faults.pass(Stage.LEASE.multipliedBy(2));
        leaver.fetch();
        inviter.catchUp();
        rivals.forEach(Rivals::close);
        talkers.forEach(Talkers::close);
    }

    private void start(Runnable actor) {
        threads.add(Thread.ofVirtual().start(actor));
    }
}
