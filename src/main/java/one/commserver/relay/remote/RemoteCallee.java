package one.commserver.relay.remote;

import one.commserver.protocol.ChannelCloseReason;
import one.commserver.registry.NodeId;
import one.commserver.registry.Registration;
import one.commserver.relay.bus.BusMessage;
import one.commserver.relay.bus.ChannelKey;
import one.commserver.relay.bus.Side;
import one.commserver.relay.channel.Call;
import one.commserver.relay.channel.Callee;
import one.commserver.tracing.ServerObservation;
import one.commserver.tracing.TraceSpan;

/// A client of another node who is asked for a channel by one of this. It is what answers over the bus are for.
final class RemoteCallee implements Callee {

    private final Halves halves;
    private final ChannelKey key;
    private final Call call;
    private final Registration held;
    private TraceSpan span = TraceSpan.NONE;

    RemoteCallee(Halves halves, ChannelKey key, Call call, Registration held) {
        this.halves = halves;
        this.key = key;
        this.call = call;
        this.held = held;
    }

    ChannelKey key() {
        return key;
    }

    @Override
    public boolean reserve(Call ofThis) {
        halves.add(this);
        Registration opener = call.opener().registration();
        span = halves.rules().tracing().beginAway(ServerObservation.OFFER_MADE, call.span());
        boolean taken =
                halves.bus()
                        .send(
                                held.node(),
                                new BusMessage.Offer(
                                        key,
                                        opener.slot(),
                                        opener.session(),
                                        opener.epoch(),
                                        held.slot(),
                                        held.session(),
                                        call.openerLimit(),
                                        span.toTell()));
        if (!taken) {
            span.end("unreachable");
            halves.remove(this);
        }
        return taken;
    }

    @Override
    public void tell() {
        // what reserves the place there tells the offer
    }

    @Override
    public void withdraw(ChannelCloseReason why) {
        span.end(why.wireName());
        halves.remove(this);
        halves.bus().send(held.node(), new BusMessage.Withdraw(key, why));
    }

    /// Where it is, by what it says of its epoch.
    Registration heldSince(long epoch) {
        return new Registration(held.slot(), epoch, held.node(), held.session());
    }

    /// It wants the channel.
    ///
    /// @return false if it came too late
    boolean accepted(BusMessage.Accept accept) {
        span.end("accepted");
        halves.remove(this);
        Registration now = heldSince(accept.epoch());
        return call.accept(
                this,
                held.slot().instance(),
                accept.limit(),
                opener ->
                        Making.opened(
                                halves,
                                opener,
                                new FarEnd.Place(key, Side.ACCEPTOR, now),
                                call.openerLimit(),
                                accept.limit()));
    }

    /// Whether it is asked at that node.
    boolean isAt(NodeId node) {
        return held.node().equals(node);
    }

    /// What it was asked, or what it has answered, may be lost.
    void lose() {
        call.lose(this);
    }

    /// It doesn't want the channel.
    ///
    /// @param wasThere false if it could not be asked
    void declined(boolean wasThere) {
        span.end(wasThere ? "declined" : "unreachable");
        halves.remove(this);
        call.decline(this, wasThere);
    }
}
