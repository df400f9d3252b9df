package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.AuthenticationMessage.AuthSuccess;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionMessage.Heartbeat;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// Chapter 4: the moment after a slot was taken, and fights for it.
class SlotWindowIT {

    @RegisterExtension static final Server SERVER = Servers.WINDOWED;
    @RegisterExtension static final Server WITHOUT_WINDOW = Servers.ROOMY;

    private static final long WINDOW = 5000;
    private static final int RACES = 50;

    @Test
    void aNewcomerWithinTheWindowIsRefused() {
        RawClient occupant = SERVER.join();

        ErrorMessage error = refusal(occupant.who());

        assertThat(error.ref()).isEqualTo("r");
        assertThat(error.retryAfterMs()).isBetween(0L, WINDOW);
        occupant.isQuiet();
    }

    @Test
    void theTokenWinsWithinTheWindow() {
        RawClient occupant = SERVER.join();

        RawClient again = SERVER.join(occupant.who().session(occupant.token()));

        assertThat(again.hello().resumed()).isTrue();
        occupant.closed(CloseReason.REPLACED);
    }

    @Test
    void aSlotWhoseSocketIsGoneIsFreeAtOnce() {
        RawClient caller = SERVER.join();
        RawClient occupant = SERVER.join();
        occupant.cut();
        Offers.awaitUnreachable(caller, occupant.identity());

        SERVER.join(occupant.who()).isQuiet();
    }

    @Test
    void eachDisplacementDoublesTheWindow() {
        Who who = Who.anybody();
        RawClient timer = SERVER.join();
        SERVER.join(who);

        displace(who, timer, WINDOW);
        displace(who, timer, 2 * WINDOW);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofTwoWhoRaceExactlyOneStays(boolean window) {
        Server server = window ? SERVER : WITHOUT_WINDOW;
        for (int race = 0; race < RACES; race++) {
            Who who = Who.anybody();
            RawClient one = server.connect();
            RawClient other = server.connect();
            List<CompletableFuture<Optional<RawClient>>> racing =
                    Stream.of(one, other)
                            .map(client ->
                                    CompletableFuture.supplyAsync(() -> tried(client, who), Thread::startVirtualThread))
                            .toList();

            List<RawClient> in = racing.stream().map(CompletableFuture::join).flatMap(Optional::stream).toList();

            assertThat(in.stream().filter(SlotWindowIT::isAlive)).as("race %s", race).hasSize(1);
        }
    }

    /// Takes the slot as soon as it can be taken. From then on the next one has to wait that long.
    private static void displace(Who who, RawClient timer, long window) {
        long asked = 0;
        for (Optional<RawClient> next = Optional.empty(); next.isEmpty(); ) {
            RawClient client = SERVER.connect();
            asked = System.nanoTime();
            respond(client, who);
            Received answer = client.next();
            assertThat(answer).isInstanceOf(Received.Text.class);
            if (RawClient.CODEC.decodeServer(((Received.Text) answer).json()) instanceof ErrorMessage error) {
                assertThat(timer.within(Duration.ofMillis(error.retryAfterMs()))).isNull();
            } else {
                next = Optional.of(client);
            }
        }
        long left = refusal(who).retryAfterMs();
        // a part of it has passed meanwhile, on a busy machine much of it
        long passed = Duration.ofNanos(System.nanoTime() - asked).toMillis() + 2;
        assertThat(left).isBetween(Math.max(1, window - passed), window);
    }

    private static ErrorMessage refusal(Who who) {
        RawClient newcomer = SERVER.connect();
        respond(newcomer, who);
        return newcomer.refused(ErrorCode.DUPLICATE_CONNECTION, CloseReason.DUPLICATE);
    }

    private static void respond(RawClient client, Who who) {
        var login = new Login(client, who);
        login.auth();
        login.respond(login.challenge());
    }

    private static Optional<RawClient> tried(RawClient client, Who who) {
        respond(client, who);
        Received answer = client.next();
        boolean isIn =
                answer instanceof Received.Text(String json)
                        && RawClient.CODEC.decodeServer(json) instanceof AuthSuccess;
        return isIn ? Optional.of(client) : Optional.empty();
    }

    /// Who has been replaced isn't heard any more.
    private static boolean isAlive(RawClient client) {
        try {
            client.send(new Heartbeat("alive", null, null, null));
        } catch (UncheckedIOException closed) {
            return false;
        }
        while (true) {
            Received next = client.next();
            if (next instanceof Received.Ended) {
                return false;
            } else if (next instanceof Received.Text(String json) && json.contains("heartbeat_ack")) {
                return true;
            }
        }
    }
}
