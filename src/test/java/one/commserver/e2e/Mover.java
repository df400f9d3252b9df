package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

/// One end of a channel that sends so many bytes and expects as many, as fast as its credit lets it. What it sends
/// can be told from what belongs elsewhere in the stream.
final class Mover {

    private static final long WINDOW = Joined.WINDOW;

    private final RawClient client;
    private final int channel;
    private final int frame;
    private final long total;
    private long limit = WINDOW;
    private long sent;
    private long sentPayload;
    private long received;
    private long receivedPayload;
    private long granted = WINDOW;

    /// @param frame bytes of payload in a frame
    /// @param total bytes of payload in each direction
    Mover(RawClient client, int channel, int frame, long total) {
        this.client = client;
        this.channel = channel;
        this.frame = frame;
        this.total = total;
    }

    /// Both directions at once, until all has been sent and all has come.
    void run() {
        while (true) {
            sendWhatFits();
            if (receivedPayload == total && sentPayload == total) {
                return;
            }
            Received.Binary next = client.frame();
            assertThat(next.channel()).isEqualTo(channel);
            if (next.isFlow()) {
                limit = Math.max(limit, next.limit());
            } else {
                take(next.payload());
            }
        }
    }

    private void sendWhatFits() {
        while (sentPayload < total && sent + 5 + size(sentPayload) <= limit) {
            byte[] payload = content(sentPayload, size(sentPayload));
            client.data(channel, payload);
            sent += 5 + payload.length;
            sentPayload += payload.length;
        }
    }

    private void take(byte[] payload) {
        assertThat(payload).isEqualTo(content(receivedPayload, payload.length));
        received += 5 + payload.length;
        receivedPayload += payload.length;
        if (granted - received < WINDOW / 2) {
            granted = received + WINDOW;
            client.flow(channel, received, granted);
        }
    }

    private int size(long from) {
        return (int) Math.min(frame, total - from);
    }

    private static byte[] content(long from, int length) {
        byte[] content = new byte[length];
        for (int i = 0; i < length; i++) {
            long position = from + i;
            content[i] = (byte) (position ^ position >>> 8 ^ position >>> 16);
        }
        return content;
    }
}
