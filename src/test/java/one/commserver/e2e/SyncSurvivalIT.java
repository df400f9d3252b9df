package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.SyncMessage.MailObject;
import one.commserver.protocol.SyncMessage.NewObject;
import one.commserver.protocol.SyncMessage.SyncAvailable;
import one.commserver.protocol.SyncMessage.SyncComplete;
import one.commserver.protocol.SyncMessage.SyncData;
import one.commserver.protocol.SyncMessage.SyncStored;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/// Chapter 9: nothing is lost and little comes twice, whatever breaks when.
class SyncSurvivalIT {

    @RegisterExtension static final Server SERVER = Servers.MAIL;

    private static final int OBJECT = 256 * 1024;
    private static final int OBJECTS = 240;
    private static final int MOST_OF_A_BATCH = 2;

    /// 60 MB; killed five times, each time with a batch that it has got and not made safe.
    @Test
    void whoIsKilledInTheMiddleOfALargeSynchronisationGoesOnWhereItStopped() {
        RawClient bob = SERVER.join();
        RawClient alice = Invitation.guest(bob, SERVER.join());
        for (int i = 0; i < OBJECTS; i++) {
            Mail.send(alice, bob.identity(), Mail.object("o" + i, OBJECT));
            if (i >= 4) {
                alice.message(SyncStored.class);
            }
        }
        for (int i = 0; i < 4; i++) {
            alice.message(SyncStored.class);
        }
        Mail.told(bob);
        Set<String> seen = new HashSet<>();
        var safe = new ArrayList<String>();
        int twice = 0;
        String cursor = null;
        for (int life = 1; life <= 6; life++) {
            SyncData batch = Mail.first(bob, cursor);
            while (batch != null) {
                for (MailObject object : batch.objects()) {
                    twice += seen.add(object.id()) ? 0 : 1;
                }
                if (life < 6 && safe.size() > life * OBJECTS / 6) {
                    break;
                }
                safe.addAll(Mail.ids(batch));
                cursor = batch.nextBatch();
                Mail.ack(bob, batch);
                batch = batchOrEnd(bob);
            }
            if (life < 6) {
                bob.cut();
                bob = SERVER.join(bob.who().session(bob.token()));
                Mail.told(bob);
            }
        }

        assertThat(safe).hasSize(OBJECTS).doesNotHaveDuplicates();
        assertThat(safe.getFirst()).isEqualTo("o0");
        assertThat(safe.getLast()).isEqualTo("o" + (OBJECTS - 1));
        assertThat(twice).isBetween(1, 5 * MOST_OF_A_BATCH);
    }

    private static @Nullable SyncData batchOrEnd(RawClient client) {
        return RawClient.CODEC.decodeServer(client.mailNotices().answer()) instanceof SyncData batch ? batch : null;
    }

    /// What it has made safe it says in its acknowledgement, or in its next request.
    @Test
    void nothingComesTwiceWhenAnAcknowledgementIsLost() {
        RawClient bob = SERVER.join();
        RawClient alice = Invitation.guest(bob, SERVER.join());
        List<NewObject> all = List.of(Mail.objects("o", 200, 50));
        Mail.put(alice, bob.identity(), all.toArray(NewObject[]::new));
        Mail.told(bob);
        var got = new ArrayList<String>();
        String cursor = null;
        while (got.size() < all.size()) {
            Mail.ask(bob, cursor, 10L);
            SyncData batch = Mail.batch(bob, "ask");
            got.addAll(Mail.ids(batch));
            cursor = batch.nextBatch();
            if (ThreadLocalRandom.current().nextBoolean()) {
                Mail.ack(bob, batch);
            }
            bob.cut();
            bob = SERVER.join(bob.who().session(bob.token()));
            skipNotice(bob);
        }

        assertThat(got).containsExactlyElementsOf(all.stream().map(NewObject::id).toList());
    }

    /// There may be something when it comes, or the acknowledgement was quicker.
    private static void skipNotice(RawClient client) {
        Mail.states(client, client.identity(), "x");
        client.mailNotices().forget();
    }

    /// Whatever arrives while a run ends is in the run, or it is told.
    @Test
    void whatArrivesWhenARunEndsIsNotForgotten() {
        RawClient bob = SERVER.join();
        RawClient alice = Invitation.guest(bob, SERVER.join());
        var got = new ArrayList<String>();
        for (int i = 0; i < 200; i++) {
            Mail.send(alice, bob.identity(), Mail.object("o" + i));
            Mail.ask(bob, null, null);
            boolean told = false;
            boolean complete = false;
            while (!complete || (got.size() <= i && !told)) {
                switch (RawClient.CODEC.decodeServer(bob.nextText())) {
                    case SyncData batch -> {
                        got.addAll(Mail.ids(batch));
                        Mail.ack(bob, batch);
                    }
                    case SyncComplete end -> complete = true;
                    case SyncAvailable available -> told = true;
                    default -> throw new AssertionError("something else");
                }
            }
            if (got.size() <= i) {
                got.addAll(Mail.ids(Mail.all(bob, null)));
            }
            assertThat(got).hasSize(i + 1);
            // the sender hears of both in either order
            alice.nextText();
            alice.nextText();
        }
    }
}
