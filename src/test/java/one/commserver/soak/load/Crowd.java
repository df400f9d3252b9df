package one.commserver.soak.load;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// All who use the server, each at a pace of its own.
public final class Crowd implements AutoCloseable {

    private final Gate gate = new Gate();
    private final List<Member> members = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean over;

    /// @param pace from the end of a step to the beginning of the next one, on average
    private record Member(Actor actor, Duration pace, AtomicLong steps, AtomicReference<@Nullable Thread> thread) {}

    /// Comes, and does nothing so far.
    ///
    /// @param port of the server
    /// @param meters where its meters are
    /// @param haste how many times as fast as in a long run
    /// @throws Exception if somebody doesn't get in
    public Crowd(int port, URI meters, int haste) throws Exception {
        try {
            for (int i = 0; i < 3; i++) {
                add(new Talkers(port), Duration.ofMillis(1_500), haste);
            }
            add(new SlowReaders(port), Duration.ofSeconds(8), haste);
            add(new OnePairs(port), Duration.ofSeconds(3), haste);
            add(new Visitors(port), Duration.ofMillis(1_500), haste);
            add(new Friends(port), Duration.ofSeconds(4), haste);
            add(new Strangers(port), Duration.ofMillis(700), haste);
            add(new Scraper(meters), Duration.ofSeconds(10), haste);
        } catch (Exception failed) {
            close();
            throw failed;
        }
    }

    private void add(Actor actor, Duration pace, int haste) {
        members.add(
                new Member(actor, pace.dividedBy(haste), new AtomicLong(), new AtomicReference<@Nullable Thread>()));
    }

    /// They go on from now on, until [#close].
    public void begin() {
        for (Member member : members) {
            member.thread.set(Thread.ofVirtual().start(() -> live(member)));
        }
    }

    /// Each does what it does so often, all side by side.
    ///
    /// @throws Exception if somebody fails
    public void rehearse(int steps) throws Exception {
        var threads = new ArrayList<Thread>();
        for (Member member : members) {
            threads.add(Thread.ofVirtual().start(() -> repeat(member, steps)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        check();
    }

    /// Looks while nobody does anything.
    ///
    /// @throws Exception what the look throws, or if somebody has failed before
    public <T> T hold(Callable<T> look) throws Exception {
        check();
        return gate.hold(look);
    }

    /// Whether all is well so far.
    ///
    /// @throws IllegalStateException if somebody has failed
    public void check() {
        Throwable failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("somebody who uses the server has failed", failed);
        }
    }

    /// How many steps were done, by who does them.
    public Map<String, Long> steps() {
        var steps = new TreeMap<String, Long>();
        members.forEach(member -> steps.merge(member.actor.getClass().getSimpleName(), member.steps.get(), Long::sum));
        return steps;
    }

    private void live(Member member) {
        while (!over && failure.get() == null) {
            repeat(member, 1);
            Waiting.pass(
                    Duration.ofMillis(
                            (long) (member.pace.toMillis() * ThreadLocalRandom.current().nextDouble(0.5, 1.5))));
        }
    }

    private void repeat(Member member, int steps) {
        for (int i = 0; i < steps && failure.get() == null; i++) {
            try {
                gate.pass(member.actor);
                member.steps.incrementAndGet();
            } catch (Throwable failed) {
                failure.compareAndSet(
                        null, new IllegalStateException(member.actor + " in step " + member.steps, failed));
            }
        }
    }

    /// Everybody leaves in order, behind the step that it is at.
    @Override
    public void close() throws IOException {
        over = true;
        for (Member member : members) {
            Thread thread = member.thread.get();
            try {
                if (thread != null) {
                    thread.join();
                }
                member.actor.close();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IOException(interrupted);
            } catch (Exception failed) {
                throw new IOException("somebody doesn't get out", failed);
            }
        }
        members.clear();
    }
}
