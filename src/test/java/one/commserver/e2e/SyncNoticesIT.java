package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.SyncMessage.SyncData;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;

/// Chapter 9: who is told what of mailboxes, and who is forgotten.
class SyncNoticesIT {
    @RegisterExtension static final Server SERVER = Servers.MAIL;

    @RegisterExtension static final Server FLEETING = Servers.FLEETING;

    @Test
    void whoIsToldIsToldOnceUntilHeAsks() {
        RawClient bob = SERVER.join();
        RawClient alice = Invitation.guest(bob, SERVER.join());
        Mail.put(alice, bob.identity(), Mail.object("a", 10));
        assertThat(Mail.told(bob).bytes()).isEqualTo(10);
        Mail.put(alice, bob.identity(), Mail.object("b", 10));
        Mail.nothingToTell(bob);
        SyncData both = Mail.first(bob);
        Mail.put(alice, bob.identity(), Mail.object("c"));
        Mail.nothingToTell(bob);
        SyncData third = Mail.next(bob, both);
        assertThat(Mail.ids(third)).containsExactly("c");
        Mail.last(bob, third);

        Mail.put(alice, bob.identity(), Mail.object("d"));

        assertThat(Mail.told(bob).objects()).isEqualTo(1);
    }

    @Test
    void allConnectionsOfAllInstancesAreTold() {
        RawClient phone = SERVER.join();
        RawClient lane = SERVER.join(phone.who().lane("second"));
        RawClient tablet = SERVER.join(phone.who().instance("tablet"));

        Mail.put(lane, phone.identity(), Mail.object("a"));

        Mail.told(lane);
        Mail.told(phone);
        Mail.told(tablet);
    }

    @Test
    void whatArrivesBehindAFetchIsNewsOnAllConnectionsOfTheDevice() {
        RawClient phone = SERVER.join();
        RawClient lane = SERVER.join(phone.who().lane("second"));
        Mail.put(lane, phone.identity(), Mail.object("a"));
        Mail.told(lane);
        Mail.told(phone);
        SyncData batch = Mail.first(lane);
        Mail.last(lane, batch);

        Mail.put(lane, phone.identity(), Mail.object("b"));

        Mail.told(lane);
        Mail.told(phone);
    }

    @Test
    void receiptsGoToAllConnectionsOfTheSenderThatAreThere() {
        RawClient bob = SERVER.join();
        RawClient alice = Invitation.guest(bob, SERVER.join());
        RawClient tablet = SERVER.join(alice.who().instance("tablet"));
        Mail.put(alice, bob.identity(), Mail.object("a"));
        assertThat(Mail.words(tablet, bob.identity(), "a", "b")).containsExactly("stored", "unknown");
        Mail.told(bob);

        Mail.last(bob, Mail.first(bob));

        assertThat(Mail.receipt(alice, "delivered", "a").to()).isEqualTo(bob.identity());
        Mail.receipt(tablet, "delivered", "a");
        assertThat(Mail.words(alice, bob.identity(), "a")).containsExactly("delivered");
        RawClient second = SERVER.join(bob.who().instance("second"));
        Mail.nothingToTell(second);
    }

    @Test
    void whatIsTooOldIsGoneAndItsSenderIsTold() {
        RawClient bob = FLEETING.join();
        RawClient alice = Invitation.guest(bob, FLEETING.join());
        Mail.put(alice, bob.identity(), Mail.object("old"));
        Mail.told(bob);

        awaitExpiry(alice, bob, "old");

        Mail.nothing(bob, null);
    }

    private static void awaitExpiry(RawClient sender, RawClient receiver, String id) {
        List<String> words = List.of("stored");
        while (words.contains("stored")) {
            words = Mail.words(sender, receiver.identity(), id);
        }
        assertThat(words).containsExactly("expired");
    }

    /// For as long as an object is kept it has asked for nothing, and it was there all the time.
    @Test
    void whoIsHereAndHasNothingToAskForIsNotForgotten() {
        RawClient phone = FLEETING.join();
        RawClient sender = Invitation.guest(phone, FLEETING.join());
        RawClient tablet = FLEETING.join(phone.who().instance("tablet"));
        Mail.nothing(tablet, null);
        RawClient other = Invitation.guest(sender, FLEETING.join());
        Mail.put(sender, other.identity(), Mail.object("clock"));
        awaitExpiry(sender, other, "clock");
        Mail.put(sender, phone.identity(), Mail.object("new"));

        assertThat(Mail.all(phone, null)).hasSize(1);

        assertThat(Mail.all(tablet, null)).hasSize(1);
    }
}
