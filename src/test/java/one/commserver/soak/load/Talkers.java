package one.commserver.soak.load;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/// Two who talk over a channel that lasts and over others that don't, and are cut in the middle of it now and then.
final class Talkers implements Actor {

    private static final int SHORT_TALK = 3;

    /// Who is cut more often than once in a minute waits longer and longer before it comes back.
    private static final Duration BETWEEN_CUTS = Duration.ofSeconds(75);

    private final Sessions sessions;
    private final Talk lasting;
    private long steps;
    private long cutAt = System.nanoTime() - BETWEEN_CUTS.toNanos();

    Talkers(int port) throws IOException, TimeoutException {
        sessions = new Sessions(port);
        lasting = sessions.talk();
    }

    @Override
    public void step() throws Exception {
        steps++;
        if (steps > 1 && System.nanoTime() - cutAt > BETWEEN_CUTS.toNanos()) {
            cutAt = System.nanoTime();
            lasting.exchange(this::cut, 1, 20_000, 300_000, 100, 100_000);
        } else {
            lasting.exchange(1, 100, 1_000, 16_384, 65_536, 3, 100_000);
        }
        if (steps % SHORT_TALK == 0) {
            Talk brief = sessions.talk();
            brief.exchange(800, 800, 5_000);
            brief.close();
        }
    }

    /// Elsewhere, as it may be a thread of the client that has got so far.
    private void cut() {
        Thread.ofVirtual().start(sessions.line()::cut);
    }

    @Override
    public void close() throws IOException {
        lasting.close();
        sessions.close();
    }
}
