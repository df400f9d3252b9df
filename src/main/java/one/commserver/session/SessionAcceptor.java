package one.commserver.session;

import one.commserver.connection.ConnectionProblem;
import one.commserver.limits.Refusals;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.RefusedException;
import one.commserver.session.link.Admission;
import one.commserver.session.link.LinkSession;
import one.commserver.transport.ConnectionAcceptor;
import one.commserver.transport.Link;

import reactor.core.publisher.Mono;

/// Gives each new link its session, or tells it that there is no room.
final class SessionAcceptor implements ConnectionAcceptor {

    private final SessionServices services;

    SessionAcceptor(SessionServices services) {
        this.services = services;
    }

    @Override
    public Mono<Void> accept(Link link) {
        Admission.Ticket ticket;
        try {
            ticket = services.admission().admit(link.address());
        } catch (RefusedException refused) {
            return refuse(link, refused);
        }
        return new LinkSession(link, services.link(), ticket, session -> new Greeting(session, services)).run();
    }

    private Mono<Void> refuse(Link link, RefusedException refused) {
        services.refusals()
                .count(
                        refused.code() == ErrorCode.LIMIT_ADDRESS
                                ? Refusals.Reason.LIMIT_ADDRESS
                                : Refusals.Reason.LIMIT_CONNECTIONS);
        link.connection().deafen();
        link.connection().problem(ConnectionProblem.of(refused.code()));
        link.connection().send(services.codec().encode(refused.error()));
        link.connection().close(refused.code().closes().orElse(CloseReason.TRY_AGAIN_LATER));
        return link.connection().ended().then();
    }
}
