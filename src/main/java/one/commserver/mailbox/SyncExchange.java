package one.commserver.mailbox;

import one.commserver.crypto.Identity;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.RefusedException;
import one.commserver.protocol.ServerMessage;
import one.commserver.protocol.SyncMessage;
import one.commserver.protocol.SyncMessage.SyncAck;
import one.commserver.protocol.SyncMessage.SyncAvailable;
import one.commserver.protocol.SyncMessage.SyncPut;
import one.commserver.protocol.SyncMessage.SyncRequest;
import one.commserver.protocol.SyncMessage.SyncStates;
import one.commserver.protocol.SyncMessage.SyncStatus;
import one.commserver.registry.RegistryUnavailableException;

import reactor.core.publisher.Mono;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// One connection's part in synchronisation: its run through its own mailbox, what it leaves in others', and what it is
/// told.
///
/// What [#handle] and [#greet] return, and what goes to [Member#later], is to be done one after another, each to its
/// end before the next one starts; what they share needs no lock then.
///
/// Spec: chapter 9.
public final class SyncExchange {

    private final Member member;
    private final SyncService service;
    private final Deposits deposits;
    private final Run run;

    /// A look into the mailbox is in line already.
    private final AtomicBoolean looking = new AtomicBoolean();

    /// The client knows that there is something, and hasn't asked for it since.
    private volatile boolean knows;

    private volatile boolean stopped;

    SyncExchange(Member member, SyncService service) {
        this.member = member;
        this.service = service;
        this.deposits = new Deposits(member, service);
        this.run = new Run(member, service);
    }

    /// Who is at the connection.
    ///
    /// @param instance the device
    /// @param tell tells it something; any thread
    /// @param later does something behind what was asked for until now; any thread. One such task waits at most
    /// @param end tells it an error and ends it, as the error says; any thread
    public record Member(
            Identity identity,
            String instance,
            Consumer<ServerMessage> tell,
            Consumer<Mono<Void>> later,
            Consumer<ErrorCode> end) {}

    /// Tells the client, which is in now, whether there is something for it; from now on it is told what happens.
    /// Never fails.
    public Mono<Void> greet() {
        return Mono.defer(() -> {
            service.exchanges().add(member.identity(), this);
            if (stopped) {
                service.exchanges().remove(member.identity(), this);
            }
            return look();
        });
    }

    /// Does what the client asks for and tells it the outcome.
    ///
    /// @return completes when it is done; fails with a [RefusedException] or a [RegistryUnavailableException]
    public Mono<Void> handle(SyncMessage.FromClient message) {
        return switch (message) {
            case SyncPut put -> deposits.put(put);
            case SyncStatus status -> status(status);
            case SyncRequest request ->
                    Mono.defer(() -> {
                        forgetWhatWasTold();
                        return run.start(request);
                    });
            case SyncAck ack -> Mono.defer(() -> run.goOn(ack));
        };
    }

    /// The device asks. What arrives behind that is news on each of its connections, also where it didn't ask.
    private void forgetWhatWasTold() {
        knows = false;
        service.exchanges()
                .of(member.identity())
                .forEach(exchange -> {
                    if (exchange.member.instance().equals(member.instance())) {
                        exchange.knows = false;
                    }
                });
    }

    /// The link is gone: nothing is told any more, and what was held for it is given back. Any thread.
    public void stop() {
        stopped = true;
        service.exchanges().remove(member.identity(), this);
        run.stop();
    }

    void tell(ServerMessage message) {
        member.tell().accept(message);
    }

    /// Something new is in the mailbox. It is looked at in line with what the client asks for: so a look comes before a
    /// run, which finds what has arrived, or behind it. Any thread.
    void arrived() {
        // whoever knows and asks for it does so behind this moment, and finds it
        if (!knows && looking.compareAndSet(false, true)) {
            member.later().accept(look());
        }
    }

    /// The device is still here, which the mailbox must know: it forgets whom it hasn't seen for long. Any thread.
    void stay() {
        member.later()
                .accept(
                        service.mailboxes()
                                .waiting(member.identity(), member.instance())
                                .onErrorComplete(RegistryUnavailableException.class)
                                .then());
    }

    /// While a run is under way nothing is said: it comes to what has arrived.
    private Mono<Void> look() {
        return Mono.defer(
                        () -> {
                            looking.set(false);
                            return knows || run.isUnderWay()
                                    ? Mono.<Mailboxes.Content>empty()
                                    : service.mailboxes().waiting(member.identity(), member.instance());
                        })
                .doOnNext(content -> {
                    knows = true;
                    tell(new SyncAvailable(null, content.elements(), content.bytes()));
                })
                .onErrorComplete(RegistryUnavailableException.class)
                .then();
    }

    private Mono<Void> status(SyncStatus request) {
        return service.mailboxes()
                .states(member.identity(), request.to(), request.ids())
                .doOnNext(states -> tell(new SyncStates(request.ref(), request.to(), states)))
                .then();
    }
}
