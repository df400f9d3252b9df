package one.commserver.cli;

import one.commserver.cli.outcome.Failure;
import one.commserver.cli.outcome.OwnThread;
import one.commserver.cli.transfer.FileReceiver;
import one.commserver.cli.transfer.Partial;
import one.commserver.client.pairing.InMemoryTrustStore;
import one.commserver.client.pairing.InviteLink;
import one.commserver.client.pairing.PairingClient;

import reactor.core.publisher.Mono;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/// Redeems an invite and fetches the file, over as many connections as that takes. One run of `receive`.
final class Receiving {

    /// What the receiver's device is called: one that begins anew takes the place of the one that was lost.
    static final String INSTANCE = "receive";

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final InviteLink invite;
    private final Partial partial;
    private final FileReceiver receiver;
    private final Duration wait;
    private final Output output;
    private final Connected me;
    private volatile long lastActive;

    /// @param wait how long nothing may come
    Receiving(InviteLink invite, Partial partial, FileReceiver receiver, Duration wait, Output output, Connected me) {
        this.invite = invite;
        this.partial = partial;
        this.receiver = receiver;
        this.wait = wait;
        this.output = output;
        this.me = me;
        this.lastActive = output.clock().nanos();
    }

    /// Connects, redeems the invite unless that was done, and fetches.
    ///
    /// @return the file
    Path run() {
        me.open(wait);
        if (!partial.isPaired()) {
            var pairing = new PairingClient(me.session(), partial.key(), new InMemoryTrustStore(1), Clock.systemUTC());
            insist(pairing.pair(invite));
            partial.paired();
        }
        return insist(
                me.session()
                        .openChannel(invite.invite().inviter().identity())
                        .flatMap(channel -> receiver.receive(channel, new Display(output, true, this::active))));
    }

    private void active() {
        lastActive = output.clock().nanos();
    }

    /// Tries until it succeeds, as long as what fails may pass and something has come lately.
    private <T> T insist(Mono<T> attempt) {
        Duration pause = SHORTEST_PAUSE;
        String told = "";
        while (true) {
            long before = lastActive;
            try {
                return OwnThread.await(Mono.firstWithSignal(attempt, me.<T>over()));
            } catch (Failure failure) {
                if (!failure.isPassing() || output.clock().nanos() - lastActive > wait.toNanos()) {
                    throw failure;
                }
                String sentence = String.valueOf(failure.getMessage());
                if (!sentence.equals(told)) {
                    output.complain(sentence + "; trying again");
                    told = sentence;
                }
            }
            pause = lastActive == before ? longer(pause) : SHORTEST_PAUSE;
            OwnThread.rest(pause);
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }
}
