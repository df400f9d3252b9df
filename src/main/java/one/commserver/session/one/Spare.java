package one.commserver.session.one;

import one.commserver.connection.ConnectionLabels;
import one.commserver.connection.ConnectionState;
import one.commserver.crypto.box.BoxPublicKey;
import one.commserver.protocol.ChannelMessage.ChannelAccept;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ChannelMessage.ChannelOffer;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.RefusedException;
import one.commserver.protocol.ServerMessage;
import one.commserver.protocol.one.CommunicationRequest;
import one.commserver.protocol.one.OneClientMessage;
import one.commserver.protocol.one.OneClientMessage.Pong;
import one.commserver.protocol.one.OneFailure;
import one.commserver.protocol.one.OneServerMessage.AuthenticationSuccess;
import one.commserver.protocol.one.OneServerMessage.ConnectionHandover;
import one.commserver.protocol.one.OneServerMessage.Ping;
import one.commserver.registry.Registration;
import one.commserver.registry.RegistryUnavailableException;
import one.commserver.registry.Slot;
import one.commserver.registry.SlotHolder;
import one.commserver.relay.channel.ChannelTable;
import one.commserver.session.link.LinkSession;
import one.commserver.session.link.Parting;
import one.commserver.wire.CloseStatus;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.time.Duration;

/// A registered client waits for somebody who asks for its key: it is asked from time to time whether it is still
/// there, handed over once, and then joined with whoever has asked. It never returns to the pool.
///
/// Who asks while an answer is awaited waits for that answer: so the first thing that the client says afterwards is
/// meant for him.
final class Spare extends OnePhase implements SlotHolder {

    /// What a client may say unasked; with the next one it is cut, as by other servers.
    private static final int MOST_STRAYS = 8;

    /// Enough for an event loop to go round once: an answer may wait in the socket.
    private static final Duration ONE_MORE_READ = Duration.ofMillis(10);

    private final BoxPublicKey key;
    private final Inquiry inquiry;
    private @Nullable Joint joint;
    private @Nullable Registration registration;
    private @Nullable ChannelOffer waiting;
    private boolean isHandedOver;
    private int strays;
    private volatile boolean isStarted;

    Spare(LinkSession session, OneServices services, BoxPublicKey key) {
        super(session, services);
        this.key = key;
        this.inquiry = new Inquiry(services.properties().pingInterval(), services.properties().pongTimeout());
    }

    /// Puts it into the pool, unless the client has gone meanwhile.
    void start(Registration taken) {
        if (session().isEnding()) {
            return;
        }
        isStarted = true;
        registration = taken;
        session().enter(this);
        session().authenticated();
        session()
                .connection()
                .label(
                        new ConnectionLabels(
                                ConnectionLabels.ONE,
                                ConnectionKind.ONE_LISTENER,
                                taken.slot().identity(),
                                taken.slot().instance()));
        session().connection().become(ConnectionState.AUTHENTICATED);
        say(new AuthenticationSuccess(services().properties().pingInterval().toMillis()));
        var place = new Joint(session(), services(), taken, this::heard);
        joint = place;
        place.attach();
        session().connection().become(ConnectionState.ACTIVE);
        inquiry.answered(services().clock().nanos());
        services().pings().add(this);
    }

    boolean isStarted() {
        return isStarted;
    }

    /// Asks it whether it is there if that is due, and cuts it if it doesn't say so. Any thread.
    void look(long now) {
        if (session().link().isHeld()) {
            // the server itself doesn't listen to it
            inquiry.postpone(now);
            return;
        }
        switch (inquiry.look(now)) {
            case NOTHING -> {}
            // a handover may be under way there: nothing may be said behind it
            case QUESTION -> session().connection().execute(this::ask);
            case JUDGEMENT ->
                    session().connection().execute(() -> session().connection().schedule(ONE_MORE_READ, this::judge));
        }
    }

    private void ask() {
        if (inquiry.ask(services().clock().nanos(), !isHandedOver)) {
            say(new Ping());
        }
    }

    private void judge() {
        if (inquiry.isOver(services().clock().nanos()) && !isHandedOver) {
            session().connection().terminate(CloseReason.TIMED_OUT);
        }
    }

    @Override
    void malformed(OneFailure failure) {
        stray();
    }

    private void stray() {
        strays++;
        if (strays > MOST_STRAYS) {
            fail(OneFailure.QUEUE_FULL);
        }
    }

    @Override
    void message(OneClientMessage message) {
        if (!(message instanceof Pong)) {
            stray();
            return;
        }
        inquiry.answered(services().clock().nanos());
        ChannelOffer offer = waiting;
        if (offer != null) {
            waiting = null;
            handOver(offer);
        }
    }

    private void heard(ServerMessage message) {
        switch (message) {
            case ChannelOffer offer -> offered(offer);
            case ChannelClosed closed -> {
                ChannelOffer offer = waiting;
                if (offer != null && offer.channel() == closed.channel()) {
                    waiting = null;
                }
            }
            default -> {}
        }
    }

    private void offered(ChannelOffer offer) {
        Joint place = joint;
        if (waiting != null && place != null) {
            place.decline(offer);
        } else if (inquiry.isUnderWay()) {
            waiting = offer;
        } else {
            handOver(offer);
        }
    }

    /// Whoever has asked may be gone already: then the client stays in the pool.
    private void handOver(ChannelOffer offer) {
        Joint place = joint;
        if (place == null || !(place.party().table().find(offer.channel()) instanceof ChannelTable.Offered)) {
            return;
        }
        isHandedOver = true;
        services().pings().remove(this);
        say(new ConnectionHandover());
        say(new CommunicationRequest(new BoxPublicKey(offer.from().value()), key));
        try {
            services()
                    .relay()
                    .accept(place.party(), new ChannelAccept(null, offer.channel(), place.messages().window()));
        } catch (RefusedException gone) {
            session().end(WITHOUT_A_WORD);
            return;
        }
        place.join(offer.channel(), offer.limit());
        session().also(leavePool());
    }

    /// Nobody finds it any more. Who can't be told now learns of it later.
    private Mono<Void> leavePool() {
        Registration taken = registration;
        return taken == null
                ? Mono.empty()
                : services().registry().end(taken).onErrorComplete(RegistryUnavailableException.class);
    }

    @Override
    public void stopped(Parting how) {
        services().pings().remove(this);
        Joint place = joint;
        if (place != null) {
            place.leave();
        }
    }

    /// Also of one that was handed over: it may not have left the pool in time. Twice is once.
    @Override
    public Mono<Void> release(Parting how) {
        return leavePool();
    }

    /// Cannot happen to a slot that nobody else can name.
    @Override
    public Mono<Void> displaced(boolean resumed) {
        return session().onLink(() -> session().end(CloseReason.REPLACED));
    }

    @Override
    public Mono<Void> doubted() {
        return displaced(true);
    }

    @Override
    public Mono<Void> revoked() {
        return session().onLink(() -> session().end(CloseStatus.of(CloseReason.ROUTE_STOPPED)));
    }

    @Override
    public void conflict(Slot slot, int displacements) {
        // nobody fights for a slot of his own
    }
}
