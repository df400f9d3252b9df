package one.commserver.demo;

import one.commserver.client.Channel;
import one.commserver.client.ClientLink;
import one.commserver.client.IncomingOffer;
import one.commserver.connection.ConnectionState;
import one.commserver.demo.journal.Journal;
import one.commserver.demo.journal.Step;
import one.commserver.demo.journal.Step.Budget;
import one.commserver.protocol.ConnectionKind;

import reactor.core.publisher.Mono;

import java.time.Duration;

/// How each guest comes in: dial, then challenge and response.
record Arrival(Journal journal, String url) {

    /// `auth`, `challenge`, `response`, and `auth_success` or an error.
    static final int AUTHENTICATION_MESSAGES = 4;

    /// Two steps, each with a budget of its own.
    ClientLink of(String name, Guest guest, ConnectionKind kind) {
        return of(name, guest, guest.connect(kind));
    }

    /// The same for somebody who connects again by itself when the connection is lost.
    ClientLink staying(String name, Guest guest, ConnectionKind kind) {
        return of(name, guest, Mono.defer(() -> guest.session(kind).open().links().next()));
    }

    private ClientLink of(String name, Guest guest, Mono<ClientLink> connecting) {
        ClientLink link = journal.step(name + " connects", Budget.CONNECTION, step -> connect(step, guest, connecting));
        Guest.Track track = guest.of(link);
        int messages = track.messagesUntilTheEndOf(ConnectionState.AUTHENTICATING);
        return journal.step(
                name + " authenticates",
                Budget.AUTHENTICATION,
                step -> {
                    step.took(track.spent(ConnectionState.AUTHENTICATING));
                    step.messages(name, AUTHENTICATION_MESSAGES, messages);
                    step.same("state", ConnectionState.ACTIVE, link.state());
                    return link;
                });
    }

    /// Listens for one offer from now on, and takes it.
    ///
    /// @return the channel, as often as it is asked for
    static Mono<Channel> accepting(ClientLink link) {
        Mono<Channel> accepted = link.offers().next().flatMap(IncomingOffer::accept).cache();
        accepted.subscribe(channel -> {}, failure -> {}); // whoever waits for it hears of it
        return accepted;
    }

    private ClientLink connect(Step step, Guest guest, Mono<ClientLink> connecting) {
        step.expect("a connection to " + url);
        long start = System.nanoTime();
        ClientLink link = step.await(connecting, Guest.PATIENCE);
        Duration all = Duration.ofNanos(System.nanoTime() - start);
        step.took(all.minus(guest.of(link).spent(ConnectionState.AUTHENTICATING)));
        step.same("resumed", false, link.isResumed());
        return link;
    }
}
