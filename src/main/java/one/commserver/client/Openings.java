package one.commserver.client;

import one.commserver.client.ClientException.ServerViolation;
import one.commserver.crypto.Identity;
import one.commserver.protocol.ChannelMessage.ChannelAccept;
import one.commserver.protocol.ChannelMessage.ChannelClose;
import one.commserver.protocol.ChannelMessage.ChannelOffer;
import one.commserver.protocol.ChannelMessage.ChannelOpen;
import one.commserver.protocol.ChannelMessage.ChannelOpened;
import one.commserver.protocol.ChannelMessage.ChannelReject;
import one.commserver.protocol.ErrorMessage;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/// The channels of one session that are asked for or offered. Both end with the link: the server tells offers again on
/// the next one. Belongs to the session's thread, but for what returns a publisher.
///
/// Two peers that open at once would get two channels. They are opened at once when each has asked before it answered
/// the other's offer. Both sides see that alike, and keep the channel of the opener with the smaller identity (with
/// equal identities, the smaller instance): that side holds the other's offer back and declines it when its own is
/// accepted; the other side accepts at once, as the answer to its own request. If the own request fails after all, or
/// another device took it, the offer that was held goes to the application. An application that asks while it has the
/// other's offer in its hands, and accepts that too, gets the same channel twice. All this works within one session,
/// not across several.
///
/// Spec: chapter 8, opening.
final class Openings {

    /// The reason by which a peer learns that its own offer was accepted instead.
    static final String SIMULTANEOUS = "simultaneous_open";

    /// How many offers wait for a slow listener.
    static final int MAX_WAITING = 64;

    /// How many offers may be in the application's hands. A server takes each back in about ten seconds; this is for
    /// one that doesn't.
    static final int MAX_UNANSWERED = 1024;

    private static final String UNWANTED = "unwanted";
    private static final String BUSY = "busy";
    private static final Pattern REF = Pattern.compile("o[1-9][0-9]{0,17}");

    private final Session session;
    private final Channels channels;
    private final Sinks.Many<IncomingOffer> offers = Sinks.many().multicast().onBackpressureBuffer(MAX_WAITING, false);
    private final Map<String, Opening> opening = new LinkedHashMap<>();
    private final Map<Integer, IncomingOffer> offered = new HashMap<>();
    private long lastRef;

    Openings(Session session, Channels channels) {
        this.session = session;
        this.channels = channels;
    }

    /// What peers ask for, whichever link it comes on. Never completes.
    Flux<IncomingOffer> offers() {
        return offers.asFlux();
    }

    /// Asks for a channel. Any thread.
    ///
    /// @param message makes the request from its `ref` and the first limit
    Mono<Channel> opening(
            ClientLink link, Identity to, @Nullable String instance, BiFunction<String, Long, ChannelOpen> message) {
        return Mono.create(sink -> {
            Opening request = new Opening(to, instance, sink);
            sink.onCancel(() -> session.execute(request::settle));
            session.execute(() -> ask(link, request, message));
        });
    }

    /// Any thread.
    Mono<Channel> accepting(IncomingOffer offer) {
        return Mono.create(sink -> session.execute(() -> accept(offer, sink)));
    }

    /// Any thread.
    Mono<Void> rejecting(IncomingOffer offer, String reason) {
        var message = new ChannelReject(null, offer.message().channel(), reason);
        return Mono.create(sink ->
                session.execute(() -> {
                    reject(offer, message);
                    sink.success();
                }));
    }

    boolean isOffered(int number) {
        return offered.containsKey(number);
    }

    /// The server has refused something.
    ///
    /// @return whether it was an opening
    boolean refused(String ref, ErrorMessage error) {
        Opening request = opening.remove(ref);
        if (request == null) {
            return false;
        }
        session.lane().grants().leave(0);
        release(request, null, null);
        request.fail(new ClientException.RequestRefused(error));
        return true;
    }

    void opened(ChannelOpened message) {
        Opening request = message.ref() == null ? null : opening.get(message.ref());
        if (request == null) {
            openedLate(message);
            return;
        }
        if (!request.wants(message.instance())) {
            throw new ServerViolation("channel_opened with another device than was asked for");
        }
        channels.given(message.channel());
        checkLimit(message.limit());
        Channel channel =
                channels.add(
                        message.channel(), request.to(), message.instance(), message.limit(), message.generation());
        opening.remove(message.ref());
        if (request.isSettled()) {
            channel.abandon(UNWANTED);
            request.cancelTimer();
            release(request, null, null);
        } else {
            if (request.held() == null) {
                answerOffer(channel, message.instance());
            }
            release(request, message.instance(), channel);
            request.succeed(channel);
        }
    }

    /// The peer has asked too, and taken the own request for the answer; its offer is still in the application's hands.
    private void answerOffer(Channel channel, String instance) {
        offered.values().stream()
                .filter(offer -> offer.from().equals(channel.peer()) && offer.instance().equals(instance))
                .filter(offer -> !offer.isAnswered() && isMineKept(offer.message()))
                .min(Comparator.comparingInt(offer -> offer.message().channel()))
                .ifPresent(offer -> {
                    reject(offer, new ChannelReject(null, offer.message().channel(), SIMULTANEOUS));
                    offer.answeredBy(channel);
                });
    }

    /// The answer to what was asked on a link that is gone may still come on the next one: nobody waits for it.
    private void openedLate(ChannelOpened message) {
        if (!isOfBefore(message.ref())) {
            throw new ServerViolation("channel_opened for nothing that was asked");
        }
        channels.given(message.channel());
        session.send(new ChannelClose(null, message.channel(), UNWANTED));
    }

    private boolean isOfBefore(@Nullable String ref) {
        if (ref == null || !REF.matcher(ref).matches()) {
            return false;
        }
        return Long.parseLong(ref, 1, ref.length(), 10) <= lastRef;
    }

    void offer(ChannelOffer message) {
        channels.given(message.channel());
        checkLimit(message.limit());
        if (offered.size() >= MAX_UNANSWERED) {
            session.send(new ChannelReject(null, message.channel(), BUSY));
            return;
        }
        IncomingOffer offer = new IncomingOffer(this, message);
        offered.put(message.channel(), offer);
        Opening mine = meeting(message);
        if (mine == null) {
            emit(offer);
        } else if (isMineKept(message)) {
            mine.hold(offer, null);
        } else if (session.lane().grants().join()) {
            offer.claim();
            mine.succeed(accepted(message));
        } else {
            // without room for both, the own request goes on alone
            emit(offer);
        }
    }

    /// An offer is no more.
    ///
    /// @return whether there was one
    boolean closed(int number, ChannelEnd end) {
        IncomingOffer offer = offered.remove(number);
        if (offer != null) {
            offer.gone(new ClientException.ChannelClosed(end));
            for (Opening request : opening.values()) {
                if (offer.equals(request.held())) {
                    release(request, null, null);
                }
            }
        }
        return offer != null;
    }

    /// The link is gone; it is still the session's.
    void end(ClientException failure) {
        for (Opening request : opening.values()) {
            session.lane().grants().leave(0);
            request.fail(failure);
            MonoSink<Channel> acceptor = request.acceptor();
            if (acceptor != null) {
                acceptor.error(failure);
            }
        }
        opening.clear();
        offered.values().forEach(offer -> offer.gone(failure));
        offered.clear();
    }

    private void ask(ClientLink link, Opening request, BiFunction<String, Long, ChannelOpen> message) {
        ClientException gone = link.gone();
        if (gone != null) {
            request.fail(gone);
        } else if (!request.isSettled() && !session.lane().grants().join()) {
            request.fail(new ClientException.LimitReached("channels of a link"));
        } else if (!request.isSettled()) {
            String ref = "o" + ++lastRef;
            opening.put(ref, request);
            request.timer(session.whenOverdue(() -> overdue(request)));
            session.send(message.apply(ref, session.lane().grants().base()));
        }
    }

    /// It stays in the table: should the channel be opened later, it is closed at once.
    private void overdue(Opening request) {
        request.fail(new ClientException.RequestTimedOut("channel_open", session.settings().requestTimeout()));
        release(request, null, null);
    }

    /// What becomes of the other side's offer when the own request is answered, or isn't in time.
    ///
    /// @param instance who accepted; null: nobody
    /// @param channel the one that was accepted
    private void release(Opening request, @Nullable String instance, @Nullable Channel channel) {
        IncomingOffer held = request.held();
        if (held == null) {
            return;
        }
        MonoSink<Channel> acceptor = request.acceptor();
        request.letGo();
        if (channel != null && held.instance().equals(instance)) {
            reject(held, new ChannelReject(null, held.message().channel(), SIMULTANEOUS));
            if (acceptor != null) {
                acceptor.success(channel);
            }
        } else if (acceptor != null) {
            accept(held, acceptor);
        } else if (held.gone() == null) {
            emit(held);
        }
    }

    /// Declines for nobody listening, and for a listener that is too slow.
    private void emit(IncomingOffer offer) {
        if (offers.currentSubscriberCount() == 0) {
            offer.reject("not_listening").subscribe();
        } else if (offers.tryEmitNext(offer).isFailure()) {
            offer.reject(BUSY).subscribe();
        }
    }

    private @Nullable Opening meeting(ChannelOffer offer) {
        for (Opening candidate : opening.values()) {
            if (candidate.meets(offer)) {
                return candidate;
            }
        }
        return null;
    }

    private boolean isMineKept(ChannelOffer offer) {
        Identity me = session.settings().key().identity();
        int order = me.compareTo(offer.from());
        String instance = session.settings().instance();
        return order < 0 || (order == 0 && Comparator.<String>naturalOrder().compare(instance, offer.instance()) < 0);
    }

    /// The application accepts. If it has asked the same peer meanwhile, that is an opening at once too, and both of
    /// its requests get the same channel.
    private void accept(IncomingOffer offer, MonoSink<Channel> sink) {
        ClientException gone = offer.gone();
        Channel sameAsked = offer.answeredBy();
        if (gone != null) {
            sink.error(gone);
        } else if (sameAsked != null) {
            sink.success(sameAsked);
        } else if (offer.isAnswered()) {
            sink.error(new IllegalStateException("the offer was answered already"));
        } else {
            answer(offer, meeting(offer.message()), sink);
        }
    }

    private void answer(IncomingOffer offer, @Nullable Opening mine, MonoSink<Channel> sink) {
        if (mine != null && isMineKept(offer.message())) {
            mine.hold(offer, sink);
        } else if (!session.lane().grants().join()) {
            sink.error(new ClientException.LimitReached("channels of a link"));
        } else {
            offer.claim();
            Channel channel = accepted(offer.message());
            if (mine != null) {
                mine.succeed(channel);
            }
            sink.success(channel);
        }
    }

    private Channel accepted(ChannelOffer offer) {
        offered.remove(offer.channel());
        Channel channel =
                channels.add(offer.channel(), offer.from(), offer.instance(), offer.limit(), offer.generation());
        session.send(new ChannelAccept("a" + offer.channel(), offer.channel(), session.lane().grants().base()));
        return channel;
    }

    private void reject(IncomingOffer offer, ChannelReject message) {
        if (offer.gone() == null && offer.claim()) {
            offered.remove(message.channel());
            session.send(message);
        }
    }

    private void checkLimit(long limit) {
        if (limit > session.lane().limits().channelWindow()) {
            throw new ServerViolation("a first limit is larger than the channel's window");
        }
    }
}
