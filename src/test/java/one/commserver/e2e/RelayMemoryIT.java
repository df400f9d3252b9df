package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.protocol.ChannelMessage.ChannelInterrupted;
import one.commserver.protocol.ChannelMessage.ChannelResumed;
import one.commserver.protocol.ServerMessage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Chapter 8, flow: a node whose memory for data under way is used up interrupts the fullest channels, and nothing is
/// lost.
class RelayMemoryIT {

    @RegisterExtension static final Server SERVER = Servers.FULL;

    private static final int WINDOW = (int) Joined.WINDOW;
    private static final int FRAME = WINDOW / 8;
    private static final Duration PAUSE = Duration.ofMillis(100);

    @Test
    void theFullestAreInterruptedAndGoOnWhenThereIsRoom() {
        List<Stuck> all = new ArrayList<>();
        while (interruptions() == 0) {
            assertThat(all).as("channels that wait, and nobody minds").hasSizeLessThan(8);
            all.add(Stuck.fill());
        }

        // what has come of one channel may interrupt another
        all.forEach(Stuck::allIsRead);
        List<Arrival> arrivals = all.stream().map(Stuck::drain).toList();

        assertThat(arrivals).anyMatch(arrival -> arrival.generation() > 1);
        for (int i = 0; i < all.size(); i++) {
            if (arrivals.get(i).generation() > 1) {
                assertThat(arrivals.get(i).bytes()).isLessThan(all.get(i).sent());
                all.get(i).goesOn(arrivals.get(i));
            } else {
                assertThat(arrivals.get(i).bytes()).isEqualTo(all.get(i).sent());
            }
        }
        Joined.of(SERVER.join(), SERVER.join()).works();
    }

    private static double waiting() {
        return meters().get("commserver.relay.memory.used").gauge().value();
    }

    private static double interruptions() {
        return meters().get("commserver.relay.channels.interrupted").counter().count();
    }

    private static MeterRegistry meters() {
        return SERVER.context().getBean(MeterRegistry.class);
    }

    /// What a receiver has got.
    ///
    /// @param bytes of the frames, headers included
    /// @param generation the last break that it was told of
    private record Arrival(long bytes, int generation) {}

    /// A channel whose receiver reads nothing, filled to the brim.
    private record Stuck(Joined pair, long sent) {

        static Stuck fill() {
            RawClient deaf = SERVER.connect(SERVER.dial().receiveBuffer(4096)).login(Who.anybody());
            Joined pair = Joined.of(SERVER.join(), 0, deaf, Joined.WINDOW);
            deaf.stopReading();
            byte[] payload = new byte[FRAME - 5];
            double before = waiting();
            long limit = WINDOW;
            long sent = 0;
            while (interruptions() == 0 && waiting() - before < WINDOW / 2) {
                for (; sent + FRAME <= limit; sent += FRAME) {
                    pair.opener().data(pair.here(), payload);
                }
                deaf.flow(pair.there(), 0, limit + WINDOW / 2);
                if (pair.opener().within(PAUSE) instanceof Received.Binary grant) {
                    limit = Math.max(limit, grant.limit());
                }
            }
            return new Stuck(pair, sent);
        }

        /// The receiver reads all that has left for it, and of the break if there was one: that may be told behind the
        /// answer.
        Arrival drain() {
            pair.acceptor().resumeReading();
            pair.acceptor().text("{\"type\":\"heartbeat\",\"ref\":\"end\"}");
            long bytes = 0;
            int generation = 1;
            boolean isAnswered = false;
            while (!isAnswered || (bytes < sent && generation == 1)) {
                Received next = pair.acceptor().next();
                if (next instanceof Received.Binary frame) {
                    bytes += frame.payload().length + 5;
                } else if (next instanceof Received.Text(String json) && json.contains("\"end\"")) {
                    isAnswered = true;
                } else if (next instanceof Received.Text(String json)
                        && RawClient.CODEC.decodeServer(json) instanceof ChannelInterrupted interrupted) {
                    generation = interrupted.generation();
                }
            }
            return new Arrival(bytes, generation);
        }

        /// The server has read what the opener has sent.
        void allIsRead() {
            pair.opener().text("{\"type\":\"heartbeat\",\"ref\":\"sent\"}");
            Received next = pair.opener().next();
            while (!(next instanceof Received.Text(String json) && json.contains("\"sent\""))) {
                next = pair.opener().next();
            }
        }

        void goesOn(Arrival arrival) {
            pair.opener().resume(pair.here(), arrival.generation(), 0);
            pair.acceptor().resume(pair.there(), arrival.generation(), arrival.bytes());
            ChannelResumed resumed = resumed();
            assertThat(resumed.received()).isEqualTo(arrival.bytes());
            pair.acceptor().message(ChannelResumed.class);
            pair.say(new byte[] {9});
        }

        private ChannelResumed resumed() {
            while (true) {
                if (pair.opener().next() instanceof Received.Text(String json)) {
                    ServerMessage message = RawClient.CODEC.decodeServer(json);
                    if (message instanceof ChannelResumed resumed) {
                        return resumed;
                    }
                }
            }
        }
    }
}
