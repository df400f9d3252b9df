package one.commserver.e2e;

import static one.commserver.e2e.OneTalk.NO_LISTENER;
import static one.commserver.e2e.OneTalk.challenge;
import static one.commserver.e2e.OneTalk.hears;
import static one.commserver.e2e.OneTalk.hex;
import static one.commserver.e2e.OneTalk.isClosed;
import static one.commserver.e2e.OneTalk.isHandedOver;
import static one.commserver.e2e.OneTalk.register;
import static one.commserver.e2e.OneTalk.request;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.box.BoxKeyPair;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;

/// Whom the ONE dialect serves, how often, and for how long it waits.
class OnePolicyIT {

    private static final String WRONG = "Close called: Client authentication failed.";

    @Nested
    class NobodyIsServed {

        @RegisterExtension static final Server SERVER = Servers.ONE_OFF;

        @Test
        void theDialectIsAsUnknownAsAnyOther() {
            RawClient listener = SERVER.connect();
            listener.text(register(hex(BoxKeyPair.generate())));
            listener.closed(CloseReason.UNKNOWN_DIALECT);

            RawClient requester = SERVER.connect();
            requester.text(request(hex(BoxKeyPair.generate()), hex(BoxKeyPair.generate())));
            requester.closed(CloseReason.UNKNOWN_DIALECT);

            SERVER.join().isQuiet();
        }
    }

    @Nested
    class RegisteredOnesMayAsk {

        @RegisterExtension static final Server SERVER = Servers.ONE_REGISTERED;

        private final BoxKeyPair key = BoxKeyPair.generate();
        private final BoxKeyPair other = BoxKeyPair.generate();

        @Test
        void whoNamesAKeyThatIsThereIsJoined() {
            RawClient listener = waiting(SERVER, key);
            waiting(SERVER, other);

            RawClient requester = asking(SERVER, hex(other), hex(key));

            isHandedOver(listener, hex(other), key);
            hears(requester, listener, "welcome");
        }

        @Test
        void whoNamesAKeyThatIsNotThereIsToldThatNobodyIs() {
            RawClient listener = waiting(SERVER, key);

            isClosed(asking(SERVER, hex(other), hex(key)), NO_LISTENER);

            waiting(SERVER, other);
            asking(SERVER, hex(other), hex(key));
            isHandedOver(listener, hex(other), key);
        }

        @Test
        void whoHasLeftIsNotThere() {
            waiting(SERVER, key);
            waiting(SERVER, other).leave();

            isClosed(asking(SERVER, hex(other), hex(key)), NO_LISTENER);
        }
    }

    @Nested
    class ListedOnesMay {

        @RegisterExtension static final Server SERVER = Servers.ONE_LISTED;

        private final BoxKeyPair stranger = BoxKeyPair.generate();
        private final BoxKeyPair one = Servers.LISTED.getFirst();
        private final BoxKeyPair other = Servers.LISTED.getLast();

        @Test
        void twoOfThemAreJoined() {
            RawClient listener = waiting(SERVER, one);

            RawClient requester = asking(SERVER, hex(other), hex(one));

            isHandedOver(listener, hex(other), one);
            hears(requester, listener, "welcome");
        }

        @Test
        void aStrangerRegistersNothing() {
            RawClient client = SERVER.connect();

            client.text(register(hex(stranger)));

            isClosed(client, WRONG);
        }

        /// The same words for all of them: whether the key is there isn't told.
        @Test
        void aStrangerAsksForNobodyAndNobodyForAStranger() {
            RawClient listener = waiting(SERVER, one);

            isClosed(asking(SERVER, hex(stranger), hex(one)), NO_LISTENER);
            isClosed(asking(SERVER, hex(one), hex(stranger)), NO_LISTENER);
            isClosed(asking(SERVER, hex(stranger), hex(stranger)), NO_LISTENER);

            asking(SERVER, hex(other), hex(one));
            isHandedOver(listener, hex(other), one);
        }
    }

    @Nested
    class HowOften {

        /// Few a minute, each address by itself.
        @RegisterExtension static final Server SERVER = Servers.ONE_REGISTERED;

        private final BoxKeyPair key = BoxKeyPair.generate();

        @Test
        void anAddressMayBeginToRegisterSoOften() {
            for (int i = 0; i < Servers.ONE_REGISTRATIONS; i++) {
                challenge(from("127.0.6.1"), key);
            }

            RawClient next = from("127.0.6.1");
            next.text(register(hex(key)));

            isClosed(next, "Close called: Try again later");
            OneTalk.wait(from("127.0.6.2"), key);
        }

        @Test
        void anAddressMayAskSoOften() {
            OneTalk.wait(from("127.0.6.3"), key);
            // many more, as one is forgiven from time to time
            for (int i = 0; i < 3 * Servers.ONE_REQUESTS; i++) {
                RawClient client = from("127.0.6.4");
                client.text(request(hex(key), hex(BoxKeyPair.generate())));
                isClosed(client, NO_LISTENER);
            }

            RawClient next = from("127.0.6.4");
            next.text(request(hex(key), hex(key)));

            isClosed(next, NO_LISTENER);
        }

        /// Whoever asks, and from wherever.
        @Test
        void aKeyMayBeAskedForSoOften() {
            BoxKeyPair other = BoxKeyPair.generate();
            OneTalk.wait(from("127.0.6.5"), other);
            for (int i = 0; i < Servers.ONE_REQUESTS_FOR_A_KEY; i++) {
                RawClient client = from("127.0.6.1" + i);
                client.text(request(hex(other), hex(key)));
                isClosed(client, NO_LISTENER);
            }
            RawClient listener = from("127.0.6.5");
            OneTalk.wait(listener, key);

            RawClient next = from("127.0.6.19");
            next.text(request(hex(other), hex(key)));

            isClosed(next, NO_LISTENER);
            RawClient another = from("127.0.6.19");
            another.text(request(hex(key), hex(other)));
            assertThat(another.within(Duration.ofMillis(200))).isNull();
        }

        private RawClient from(String address) {
            return SERVER.connect(SERVER.dial().from(address));
        }
    }

    @Nested
    class HowLong {

        @RegisterExtension static final Server SERVER = Servers.IMPATIENT;

        private final BoxKeyPair key = BoxKeyPair.generate();
        private final String source = hex(BoxKeyPair.generate());

        /// It has shown no dialect.
        @Test
        void whoSaysNothingIsClosed() {
            SERVER.connect().refused(ErrorCode.AUTH_TIMEOUT, CloseReason.POLICY_VIOLATION);
        }

        @Test
        void whoDoesNotAnswerTheChallengeIsClosedAndWhoIsInStays() {
            Pair pair = joined();
            RawClient listener = waiting(SERVER, key);
            RawClient slow = SERVER.connect();
            challenge(slow, key);

            isClosed(slow, "Close called: Authentication took too long.");

            hears(pair.requester, pair.listener, "as ever");
            RawClient next = asking(SERVER, source, hex(key));
            isHandedOver(listener, source, key);
            hears(next, listener, "in time");
        }

        record Pair(RawClient listener, RawClient requester) {}

        private Pair joined() {
            BoxKeyPair another = BoxKeyPair.generate();
            RawClient listener = waiting(SERVER, another);
            RawClient requester = asking(SERVER, source, hex(another));
            isHandedOver(listener, source, another);
            hears(listener, requester, "ready");
            return new Pair(listener, requester);
        }
    }

    private static RawClient waiting(Server server, BoxKeyPair whose) {
        RawClient client = server.connect();
        OneTalk.wait(client, whose);
        return client;
    }

    private static RawClient asking(Server server, String source, String target) {
        RawClient client = server.connect();
        client.text(request(source, target));
        return client;
    }
}
