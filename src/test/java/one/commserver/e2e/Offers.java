package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Identity;
import one.commserver.protocol.ChannelMessage.ChannelAccept;
import one.commserver.protocol.ChannelMessage.ChannelOffer;
import one.commserver.protocol.ChannelMessage.ChannelOpen;
import one.commserver.protocol.ChannelMessage.ChannelOpened;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;

import java.util.concurrent.CompletableFuture;

/// Asking for channels.
final class Offers {

    private static final int MOST_TRIES = 10_000;

    private Offers() {}

    /// Asks any instance of that identity.
    static void ask(RawClient caller, Identity to, String ref) {
        caller.send(new ChannelOpen(ref, to, null, 0));
    }

    /// Who got the channel, and its number there, and who didn't.
    record Race(RawClient winner, int there, RawClient loser) {}

    /// Asks two instances of one identity, both of which accept at once.
    static Race race(RawClient caller, RawClient one, RawClient other) {
        ask(caller, one.identity(), "o");
        int atOne = one.message(ChannelOffer.class).channel();
        int atOther = other.message(ChannelOffer.class).channel();
        CompletableFuture.allOf(
                        CompletableFuture.runAsync(() -> one.send(new ChannelAccept("x", atOne, 100))),
                        CompletableFuture.runAsync(() -> other.send(new ChannelAccept("x", atOther, 100))))
                .join();
        String winner = caller.message(ChannelOpened.class).instance();
        return winner.equals(one.who().instance()) ? new Race(one, atOne, other) : new Race(other, atOther, one);
    }

    /// What exactly a caller is told when nobody is there.
    static String unreachable(RawClient caller, Identity to) {
        ask(caller, to, "same");
        String answer = caller.nextText();
        assertThat(answer).contains("\"peer_unreachable\"");
        return answer;
    }

    /// Waits until the server has noticed that somebody is gone; not much longer than an offer may take to time out.
    static void awaitUnreachable(RawClient caller, Identity gone) {
        for (int i = 0; i < MOST_TRIES; i++) {
            ask(caller, gone, "gone");
            if (caller.message(ErrorMessage.class).code().equals(ErrorCode.PEER_UNREACHABLE.wireName())) {
                return;
            }
        }
        throw new AssertionError("still reachable");
    }
}
