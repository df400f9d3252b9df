package one.commserver.history;

import one.commserver.client.ClientSession;
import one.commserver.client.CommClient;
import one.commserver.client.pairing.CatchUp;
import one.commserver.client.pairing.InMemoryTrustStore;
import one.commserver.client.pairing.InviteLink;
import one.commserver.client.pairing.PairingClient;
import one.commserver.client.pairing.Peer;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.ConnectionKind;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.time.Clock;
import java.time.Duration;

/// Makes invites for one, and several race for each. Which of them she has let in, by what the server told her, she
/// tells at the end.
final class Inviter implements Runnable {

    private static final int JOINERS = 3;
    private static final int MOST = 100_000;
    private static final Duration PACE = Duration.ofMillis(500);

    private final SigningKey key = Actors.key();
    private final String url;
    private final History history;
    private final CommClient client;
    private final PairingClient pairing;
    private volatile boolean over;

    Inviter(String url, History history) {
        this.url = url;
        this.history = history;
        this.client = Actors.client(key, url, "phone");
        ClientSession session = client.session(ConnectionKind.CONTROL).open();
        this.pairing = new PairingClient(session, key, new InMemoryTrustStore(MOST), Clock.systemUTC());
    }

    /// Until [#end], one invite after another.
    @Override
    public void run() {
        while (!over) {
            InviteLink link =
                    Actors.get(
                            pairing.invite(url, Duration.ofMinutes(10), 1, "friend").retryWhen(Actors.UNTIL_IT_WORKS));
            Actors.get(Flux.range(0, JOINERS).flatMap(i -> join(link)).then());
            Faults.pass(PACE);
        }
    }

    /// No more invites.
    void end() {
        over = true;
    }

    /// All whom she has let in; who came with the same invite and wasn't is none of them.
    void catchUp() {
        CatchUp all = Actors.get(pairing.catchUp().retryWhen(Actors.UNTIL_IT_WORKS));
        for (Peer peer : all.added()) {
            history.add(new Event.Accepted(peer.invite(), peer.identity()));
        }
        all.refused().forEach(refused -> history.add(new Event.Refused(refused.joiner(), refused.reason().toString())));
        Actors.get(client.close());
    }

    /// Whoever is too late is refused.
    private Mono<Void> join(InviteLink link) {
        SigningKey joiner = Actors.key();
        CommClient its = Actors.client(joiner, url, "phone");
        ClientSession session = its.session(ConnectionKind.CONTROL).open();
        var trust = new InMemoryTrustStore(1);
        return new PairingClient(session, joiner, trust, Clock.systemUTC())
                .pair(link)
                .retryWhen(Actors.UNTIL_IT_WORKS)
                .then()
                .onErrorComplete()
                .then(Mono.defer(its::close));
    }
}
