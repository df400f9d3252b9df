package one.commserver.e2e;

import java.time.Duration;

/// Fills everything between a sender and a receiver that doesn't read, though it grants more and more.
final class Stuffing {

    /// Of the configuration with tight windows.
    static final int TIGHT_WINDOW = 64 * 1024;

    /// What may lie in the buffers of two sockets and of the server's pipeline.
    static final long OUTSIDE = 12L * 1024 * 1024;

    private static final int TRIES = 20;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private Stuffing() {}

    /// The receiver has stopped reading and has granted one window.
    ///
    /// @return how many bytes the server has taken
    static long fill(Joined pair, int window) {
        byte[] payload = new byte[window / 4 - 5];
        long limit = window;
        long sent = 0;
        while (true) {
            for (; sent + payload.length + 5 <= limit; sent += payload.length + 5) {
                pair.opener().data(pair.here(), payload);
            }
            long next = granted(pair, limit, limit + window / 2);
            if (next == limit) {
                skipFlow(pair.opener());
                return sent;
            }
            limit = next;
        }
    }

    /// A grant is refused while the window is full of what hasn't been passed on, so it is made again and again.
    private static long granted(Joined pair, long limit, long newLimit) {
        for (int i = 0; i < TRIES; i++) {
            pair.acceptor().flow(pair.there(), 0, newLimit);
            for (Received next = pair.opener().within(PAUSE); next != null; next = pair.opener().within(PAUSE)) {
                if (next instanceof Received.Binary grant && grant.limit() > limit) {
                    return grant.limit();
                }
            }
        }
        return limit;
    }

    private static void skipFlow(RawClient client) {
        client.text("{\"type\":\"heartbeat\"}");
        for (Received next = client.next(); next instanceof Received.Binary; ) {
            next = client.next();
        }
    }

    /// Reads what lay in between, up to the first message.
    static void skipFrames(RawClient client) {
        Received next = client.next();
        while (!(next instanceof Received.Text(String json) && json.contains("channel_closed"))) {
            if (next instanceof Received.Ended) {
                throw new AssertionError("the connection ended");
            }
            next = client.next();
        }
    }
}
