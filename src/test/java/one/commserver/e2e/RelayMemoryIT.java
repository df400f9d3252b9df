package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.ChannelMessage.ChannelResume;
import one.commserver.protocol.ChannelMessage.ChannelResumed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;

/// Chapter 8, flow: a node whose memory for data under way is used up interrupts the fullest channels, and nothing is
/// lost.
class RelayMemoryIT {

    @RegisterExtension static final Server SERVER = Servers.FULL;

    private static final int WINDOW = (int) Joined.WINDOW;
    private static final Duration MOMENT = Duration.ofMillis(50);

    @Test
    void theFullestIsInterruptedAndGoesOnWhenThereIsRoom() {
        Stuck one = Stuck.fill();
        Stuck two = Stuck.fill();
        Stuck three = Stuck.fill();

        Stuck interrupted = firstInterrupted(one, two, three);

        // its receiver reads all that had left, and what it says then is the truth
        interrupted.pair.acceptor().resumeReading();
        long arrived = interrupted.readUntilInterrupted();
        assertThat(arrived).isLessThan(interrupted.sent);
        interrupted.pair.opener().send(new ChannelResume("r", interrupted.pair.here(), 2, 0));
        interrupted.pair.acceptor().send(new ChannelResume("r", interrupted.pair.there(), 2, arrived));
        interrupted.pair.acceptor().isQuiet();

        for (Stuck other : new Stuck[] {one, two, three}) {
            other.pair.acceptor().resumeReading();
        }

        ChannelResumed resumed = interrupted.pair.opener().message(ChannelResumed.class);
        assertThat(resumed.received()).isEqualTo(arrived);
        interrupted.pair.acceptor().message(ChannelResumed.class);
        interrupted.pair.opener().data(interrupted.pair.here(), new byte[] {9});
        assertThat(interrupted.pair.acceptor().data(interrupted.pair.there())).containsExactly(9);
        Joined.of(SERVER.join(), SERVER.join()).works();
    }

    private static Stuck firstInterrupted(Stuck... all) {
        for (int i = 0; i < 400; i++) {
            for (Stuck stuck : all) {
                if (stuck.pair.opener().within(MOMENT) instanceof Received.Text(String json)
                        && json.contains("channel_interrupted")) {
                    return stuck;
                }
            }
        }
        throw new AssertionError("nobody was interrupted");
    }

    /// A channel whose receiver reads nothing, filled to the brim.
    private record Stuck(Joined pair, long sent) {

        static Stuck fill() {
            RawClient deaf = SERVER.connect(SERVER.dial().receiveBuffer(4096)).login(Who.anybody());
            Joined pair = Joined.of(SERVER.join(), 0, deaf, Joined.WINDOW);
            deaf.stopReading();
            return new Stuck(pair, Stuffing.fill(pair, WINDOW));
        }

        /// Bytes of the frames that come before the break is told.
        long readUntilInterrupted() {
            long arrived = 0;
            Received next = pair.acceptor().next();
            // grants that went too far have their errors in between
            while (!(next instanceof Received.Text(String json) && json.contains("channel_interrupted"))) {
                arrived += next instanceof Received.Binary frame ? frame.payload().length + 5 : 0;
                next = pair.acceptor().next();
            }
            return arrived;
        }
    }
}
