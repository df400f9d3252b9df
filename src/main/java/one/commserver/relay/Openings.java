package one.commserver.relay;

import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.ChannelMessage.ChannelOpen;
import one.commserver.protocol.ConnectionKind;
import one.commserver.registry.Registration;
import one.commserver.registry.Registry;
import one.commserver.registry.Slot;
import one.commserver.relay.channel.Call;
import one.commserver.relay.channel.CallPolicy;
import one.commserver.relay.channel.Callee;
import one.commserver.relay.channel.Party;
import one.commserver.relay.channel.Rules;
import one.commserver.relay.remote.Halves;
import one.commserver.tracing.ServerObservation;
import one.commserver.tracing.TraceSpan;

import reactor.core.publisher.Mono;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// Finds out whom a channel may be asked of, at this node and at others.
///
/// Spec: chapter 8, opening.
final class Openings {

    private final Registry registry;
    private final CallPolicy policy;
    private final Rules rules;
    private final Sessions sessions;
    private final Halves halves;
    private final Everywhere everywhere;

    Openings(
            Registry registry,
            CallPolicy policy,
            Rules rules,
            Sessions sessions,
            Halves halves,
            Everywhere everywhere) {
        this.registry = registry;
        this.policy = policy;
        this.rules = rules;
        this.sessions = sessions;
        this.halves = halves;
        this.everywhere = everywhere;
    }

    /// Asks for a channel for which the opener has taken room. Completes when the peer has been asked.
    Mono<Void> open(Party opener, ChannelOpen request) {
        TraceSpan span = rules.tracing().begin(ServerObservation.CHANNEL_OPENING);
        Call call = new Call(opener, request.to(), request.ref(), request.limit(), rules, span);
        opener.calls().add(call);
        if (!opener.isAttached()) {
            call.withdraw();
            return Mono.empty();
        }
        int before = everywhere.changes();
        return span.over(
                registry.find(request.to())
                        .zipWith(judge(opener, request))
                        .doOnNext(found -> ask(call, request, found.getT1(), found.getT2()))
                        .flatMap(found -> again(call, request, before))
                        .doOnError(failure -> {
                            span.end(TraceSpan.outcome(failure));
                            call.withdraw();
                        })
                        .doOnCancel(call::withdraw));
    }

    /// Whom to ask: nobody if the peer is unknown, not allowed or away, all by the same path.
    private void ask(Call call, ChannelOpen request, List<Registration> found, CallPolicy.Verdict verdict) {
        boolean allowed =
                switch (verdict) {
                    case CallPolicy.Plain plain -> plain == CallPolicy.Plain.ALLOWED;
                    case CallPolicy.Probation probation -> call.onProbation(probation);
                };
        List<Party> here = new ArrayList<>();
        List<Callee> elsewhere = new ArrayList<>();
        boolean isNative = call.opener().slot().kind().isNative();
        Collection<Registration> callees =
                isNative ? callees(call.opener(), request, found) : listeners(call.opener(), found);
        for (Registration callee : allowed ? callees : List.<Registration>of()) {
            Party party = sessions.here(callee);
            if (party != null) {
                here.add(party);
            } else {
                elsewhere.add(halves.callee(call, callee));
            }
        }
        if (isNative) {
            call.ask(here, elsewhere);
        } else {
            call.askInTurn(here, elsewhere);
        }
    }

    /// Who comes in another dialect has been judged by that one's policy.
    private Mono<CallPolicy.Verdict> judge(Party opener, ChannelOpen request) {
        return opener.slot().kind().isNative()
                ? policy.judge(opener.slot().identity(), request)
                : Mono.just(CallPolicy.Plain.ALLOWED);
    }

    /// The last comer first: it is the likeliest to be there still.
    private Collection<Registration> listeners(Party opener, List<Registration> found) {
        return found.stream()
                .filter(held -> held.slot().kind() == ConnectionKind.ONE_LISTENER)
                .filter(held -> !held.node().equals(opener.registration().node()) || sessions.here(held) != null)
                .sorted(Comparator.comparingLong(Registration::epoch).reversed())
                .toList();
    }

    /// What was allowed may have changed between the question and the offer. Whoever changes it counts first and looks
    /// for offers then: so either the change finds the offer, or the offer finds the change.
    private Mono<Void> again(Call call, ChannelOpen request, int before) {
        if (everywhere.changes() == before) {
            return Mono.empty();
        }
        return judge(call.opener(), request)
                .doOnNext(verdict -> {
                    if (verdict == CallPolicy.Plain.ALLOWED) {
                        call.endProbation();
                    } else if (verdict == CallPolicy.Plain.REFUSED || !call.isOnProbation()) {
                        call.revoke(ChannelCloseReason.PAIRING_REVOKED);
                    }
                })
                .then();
    }

    /// One of each instance, those of this node only while they are there.
    private Collection<Registration> callees(Party opener, ChannelOpen request, List<Registration> found) {
        Slot from = opener.slot();
        return found.stream()
                .filter(held -> held.slot().kind().isNative())
                .filter(held -> request.instance() == null || held.slot().instance().equals(request.instance()))
                .filter(held ->
                        !(held.slot().identity().equals(from.identity())
                                && held.slot().instance().equals(from.instance())))
                .filter(held -> !held.node().equals(opener.registration().node()) || sessions.here(held) != null)
                .collect(
                        Collectors.toMap(
                                held -> held.slot().instance(),
                                held -> held,
                                (one, other) -> BEST.compare(one, other) <= 0 ? one : other))
                .values();
    }

    /// Data before control, the default lane before others.
    private static final Comparator<Registration> BEST =
            Comparator.<Registration>comparingInt(held -> held.slot().kind() == ConnectionKind.DATA ? 0 : 1)
                    .thenComparing(held -> held.slot().lane());
}
