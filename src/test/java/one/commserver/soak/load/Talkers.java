package one.commserver.soak.load;

import java.io.IOException;
import java.util.concurrent.TimeoutException;

/// Two who talk over a channel that lasts and over others that don't, and are cut in the middle of it now and then.
final class Talkers implements Actor {

    private static final int SHORT_TALK = 3;
    private static final int CUT = 11;

    private final Sessions sessions;
    private final Talk lasting;
    private long steps;

    Talkers(int port) throws IOException, TimeoutException {
        sessions = new Sessions(port);
        lasting = sessions.talk();
    }

    @Override
    public void step() throws Exception {
        steps++;
        if (steps % CUT == 0) {
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
