package one.commserver.e2e;

import static one.commserver.testing.Simultaneously.simultaneously;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.AuthenticationMessage.AuthSuccess;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Chapter 4: limits of the node, of an address and of an identity are exact, however many come at once.
class LimitsIT {

    @RegisterExtension static final Server SMALL = Servers.SMALL;
    @RegisterExtension static final Server ROOMY = Servers.ROOMY;

    private static final int ATTEMPTS = 1000;
    private static final int CONNECTIONS = 40;
    private static final int PER_ADDRESS = 10;
    private static final int PER_IDENTITY = 32;
    private static final int DISCOVERY = 8;
    private static final int NEIGHBOURS = 2;
    private static final int MOST_TRIES = 2000;

    @Test
    void theNodeTakesExactlySoMany() throws Exception {
        allHaveGone();
        List<RawClient> admitted =
                admitted(
                        simultaneously(
                                ATTEMPTS, i -> admitted("127.0.1." + (1 + i % 200), ErrorCode.LIMIT_CONNECTIONS)));
        assertThat(admitted).hasSize(CONNECTIONS - NEIGHBOURS);

        for (int i = 0; i < 5; i++) {
            admitted.get(2 * i).cut();
            admitted.get(2 * i + 1).leave();
        }

        for (int i = 0; i < 10; i++) {
            int last = i;
            eventually(() -> admitted("127.0.2." + (1 + last), ErrorCode.LIMIT_CONNECTIONS));
        }
        assertThat(admitted("127.0.2.100", ErrorCode.LIMIT_CONNECTIONS)).isEmpty();
    }

    @Test
    void anAddressGetsExactlySoManyAndTakesNobodyElses() throws Exception {
        allHaveGone();
        List<RawClient> admitted =
                admitted(simultaneously(ATTEMPTS, i -> admitted("127.0.3.1", ErrorCode.LIMIT_ADDRESS)));
        assertThat(admitted).hasSize(PER_ADDRESS);

        for (int i = 0; i < PER_ADDRESS; i++) {
            assertThat(admitted("127.0.3.2", ErrorCode.LIMIT_ADDRESS)).isPresent();
        }
        assertThat(admitted("127.0.3.2", ErrorCode.LIMIT_ADDRESS)).isEmpty();
        admitted.getFirst().cut();
        eventually(() -> admitted("127.0.3.1", ErrorCode.LIMIT_ADDRESS));
        assertThat(admitted("127.0.3.1", ErrorCode.LIMIT_ADDRESS)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For: 192.0.2.%d", "Forwarded: for=192.0.2.%d"})
    void whatAStrangerForwardsIsNobodysAddress(String header) throws Exception {
        allHaveGone();
        List<RawClient> admitted =
                admitted(
                        simultaneously(
                                100,
                                i -> admitted(from("127.0.3.5").header(header.formatted(i)), ErrorCode.LIMIT_ADDRESS)));
        assertThat(admitted).hasSize(PER_ADDRESS);
    }

    @Test
    void anIdentityGetsExactlySoMany() throws Exception {
        Who who = Who.anybody().kind(ConnectionKind.CONTROL);
        List<RawClient> in = admitted(simultaneously(ATTEMPTS, i -> in(who.instance("i" + i))));
        assertThat(in).hasSize(PER_IDENTITY);

        in.get(0).cut();
        in.get(1).leave();

        eventually(() -> in(who.instance("again")));
        eventually(() -> in(who.instance("andagain")));
        assertThat(in(who.instance("toomany"))).isEmpty();
        ROOMY.join();
        in.get(2).isQuiet();
    }

    @Test
    void anIdentityGetsExactlySoManyWithoutASlot() throws Exception {
        Who who = Who.anybody().kind(ConnectionKind.DISCOVERY);

        List<RawClient> in = admitted(simultaneously(100, i -> in(who)));

        assertThat(in).hasSize(DISCOVERY);
        in.get(0).cut();
        eventually(() -> in(who));
        assertThat(in(who)).isEmpty();
    }

    /// What other tests have left is only gone when the server has seen it.
    private static void allHaveGone() {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            List<Optional<RawClient>> all = new java.util.ArrayList<>();
            for (int i = 0; i < CONNECTIONS - NEIGHBOURS; i++) {
                all.add(admitted("127.0.4." + (1 + i), ErrorCode.LIMIT_CONNECTIONS));
            }
            all.stream().flatMap(Optional::stream).forEach(RawClient::leave);
            if (all.stream().allMatch(Optional::isPresent)) {
                return;
            }
        }
        throw new AssertionError("places don't come back");
    }

    private static Optional<RawClient> admitted(String from, ErrorCode otherwise) {
        return admitted(from(from), otherwise);
    }

    private static RawSocket.Dial from(String address) {
        return SMALL.dial().from(address);
    }

    private static Optional<RawClient> admitted(RawSocket.Dial dial, ErrorCode otherwise) {
        RawClient client = SMALL.connect(dial);
        try {
            client.raw(Frames.ping(new byte[1]));
        } catch (UncheckedIOException ended) {
            // it has been refused meanwhile; what it was told is still to be read
        }
        Received answer = client.next();
        if (answer instanceof Received.Pong) {
            return Optional.of(client);
        }
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Received.Text.class, text -> assertThat(text.json()).contains(otherwise.wireName()));
        client.closed(CloseReason.TRY_AGAIN_LATER);
        return Optional.empty();
    }

    private static Optional<RawClient> in(Who who) {
        RawClient client = ROOMY.connect();
        var login = new Login(client, who);
        login.auth();
        login.respond(login.challenge());
        String answer = client.nextText();
        if (RawClient.CODEC.decodeServer(answer) instanceof AuthSuccess) {
            return Optional.of(client);
        }
        assertThat(RawClient.CODEC.decodeServer(answer))
                .isInstanceOfSatisfying(
                        ErrorMessage.class, error -> assertThat(error.code()).isEqualTo("limit_identity"));
        client.closed(CloseReason.TRY_AGAIN_LATER);
        return Optional.empty();
    }

    private static List<RawClient> admitted(List<Optional<RawClient>> all) {
        return all.stream().flatMap(Optional::stream).toList();
    }

    private static void eventually(Supplier<Optional<RawClient>> attempt) {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            if (attempt.get().isPresent()) {
                return;
            }
        }
        throw new AssertionError("no place has come back");
    }
}
