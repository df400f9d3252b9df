package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.SyncMessage.ObjectState;
import one.commserver.protocol.SyncMessage.ObjectStatus;
import one.commserver.protocol.SyncMessage.SyncData;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Chapter 9: objects in parts.
class SyncPartsIT {

    @RegisterExtension static final Server SERVER = Servers.MAIL;
    @RegisterExtension static final Server FLEETING = Servers.FLEETING;

    @Test
    void nobodySeesAPartBeforeTheLastOneHasCome() {
        RawClient bob = SERVER.join();
        RawClient alice = Invitation.guest(bob, SERVER.join());
        Mail.put(alice, bob.identity(), Mail.part("film", 1, 3), Mail.part("film", 2, 3));
        Mail.nothingToTell(bob);
        Mail.nothing(bob, null);
        Mail.put(alice, bob.identity(), Mail.object("note"));
        Mail.told(bob);

        Mail.put(alice, bob.identity(), Mail.part("film", 3, 3));

        SyncData batch = Mail.first(bob);
        assertThat(Mail.ids(batch)).containsExactly("note", "film/1", "film/2", "film/3");
        assertThat(batch.objects().getLast().parts()).isEqualTo(3);
        assertThat(Mail.last(bob, batch).totalObjects()).isEqualTo(4);
        Mail.receipt(alice, "delivered", "note");
        Mail.receipt(alice, "delivered", "film");
    }

    @Test
    void partsComeInOrder() {
        RawClient bob = SERVER.join();
        RawClient alice = Invitation.guest(bob, SERVER.join());
        Mail.refused(alice, bob.identity(), ErrorCode.SYNC_PART, "film", Mail.part("film", 2, 3));
        var first = Mail.put(alice, bob.identity(), Mail.part("film", 1, 3));
        Mail.refused(alice, bob.identity(), ErrorCode.SYNC_PART, "film", Mail.part("film", 3, 3));
        Mail.refused(alice, bob.identity(), ErrorCode.SYNC_CONFLICT, "film", Mail.part("film", 2, 4));
        Mail.refused(alice, bob.identity(), ErrorCode.SYNC_CONFLICT, "film", Mail.object("film"));
        assertThat(Mail.put(alice, bob.identity(), Mail.part("film", 1, 3))).isEqualTo(first);
        Mail.put(alice, bob.identity(), Mail.part("film", 2, 3), Mail.part("film", 3, 3));
        Mail.told(bob);
    }

    @Test
    void aSenderThatWasAwayGoesOnWhereTheServerIs() {
        RawClient bob = SERVER.join();
        RawClient alice = Invitation.guest(bob, SERVER.join());
        Mail.put(alice, bob.identity(), Mail.part("film", 1, 4), Mail.part("film", 2, 4));
        // whose answer it doesn't see
        Mail.send(alice, bob.identity(), Mail.part("film", 3, 4));
        alice.cut();

        RawClient back = SERVER.join(alice.who().session(alice.token()));
        ObjectState state = Mail.states(back, bob.identity(), "film").getFirst();
        assertThat(state.status()).isEqualTo(ObjectStatus.PARTIAL);
        assertThat(state.part()).isBetween(2, 3);
        for (int part = state.part() + 1; part <= 4; part++) {
            Mail.put(back, bob.identity(), Mail.part("film", part, 4));
        }

        Mail.told(bob);
        assertThat(Mail.ids(Mail.first(bob))).containsExactly("film/1", "film/2", "film/3", "film/4");
    }

    @Test
    void partsOfWhatIsNeverCompleteAreDropped() {
        RawClient alice = FLEETING.join();
        Mail.put(alice, alice.identity(), Mail.part("film", 1, 2));

        while (!Mail.words(alice, alice.identity(), "film").getFirst().equals("unknown")) {
            alice.isQuiet();
        }

        Mail.refused(alice, alice.identity(), ErrorCode.SYNC_PART, "film", Mail.part("film", 2, 2));
        Mail.put(alice, alice.identity(), Mail.part("film", 1, 2));
    }
}
