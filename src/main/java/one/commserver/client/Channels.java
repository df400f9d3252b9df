package one.commserver.client;

import one.commserver.client.ClientException.ServerViolation;
import one.commserver.client.flow.Frames;
import one.commserver.crypto.Identity;
import one.commserver.protocol.ChannelMessage;
import one.commserver.protocol.ChannelMessage.ChannelAccept;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ChannelMessage.ChannelOffer;
import one.commserver.protocol.ChannelMessage.ChannelOpen;
import one.commserver.protocol.ChannelMessage.ChannelOpened;
import one.commserver.protocol.ChannelMessage.ChannelReject;
import one.commserver.protocol.ChannelMessage.ChannelSummary;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.FrameHeader;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The channels of one link: those asked for, those offered, those open. Belongs to the link's thread, but for what
/// returns a publisher.
///
/// Two peers that open at once would get two channels. They are opened at once when each has asked before it answered
/// the other's offer. Both sides see that alike, and keep the channel of the opener with the smaller identity (with
/// equal identities, the smaller instance): that side holds the other's offer back and declines it when its own is
/// accepted; the other side accepts at once, as the answer to its own request. If the own request fails after all, or
/// another device took it, the offer that was held goes to the application. An application that
/// asks while it has the other's offer in its hands, and accepts that too, gets the same channel twice. All this works within
/// one link, not across several.
///
/// Spec: chapter 8, opening.
final class Channels {

    /// The reason by which a peer learns that its own offer was accepted instead.
    static final String SIMULTANEOUS = "simultaneous_open";

    private static final String UNWANTED = "unwanted";

    private final LinkContext link;
    private final Offers offers = new Offers();
    private final Map<String, Opening> opening = new LinkedHashMap<>();
    private final Map<Integer, IncomingOffer> offered = new HashMap<>();
    private final Map<Integer, Channel> open = new HashMap<>();
    private int lastNumber;
    private long lastRef;
    private @Nullable ClientException ended;

    Channels(LinkContext link) {
        this.link = link;
    }

    Offers offers() {
        return offers;
    }

    /// Asks for a channel. Any thread.
    Mono<Channel> opening(Identity to, @Nullable String instance) {
        return Mono.create(sink -> {
            Opening request = new Opening(to, instance, sink);
            sink.onCancel(() -> link.execute(request::settle));
            link.execute(() -> ask(request, instance));
        });
    }

    /// Any thread.
    Mono<Channel> accepting(IncomingOffer offer) {
        return Mono.create(sink -> link.execute(() -> accept(offer, sink)));
    }

    /// Any thread.
    Mono<Void> rejecting(IncomingOffer offer, String reason) {
        var message = new ChannelReject(null, offer.message().channel(), reason);
        return Mono.create(sink ->
                link.execute(() -> {
                    reject(offer, message);
                    sink.success();
                }));
    }

    /// What the resumed session still has. Its counters were lost with the former link, so these channels can't go on.
    void forget(List<ChannelSummary> channels) {
        for (ChannelSummary channel : channels) {
            given(channel.channel());
            link.send(new ChannelMessage.ChannelClose(null, channel.channel(), "not_resumed"));
        }
    }

    void message(ChannelMessage.FromServer message) {
        switch (message) {
            case ChannelOffer offer -> offer(offer);
            case ChannelOpened opened -> opened(opened);
            case ChannelClosed closed -> closed(closed);
            case ChannelMessage.ChannelInterrupted interrupted -> giveUp(interrupted.channel());
            case ChannelMessage.ChannelResumed resumed -> giveUp(resumed.channel());
        }
    }

    private void giveUp(int number) {
        Channel channel = open.get(number);
        if (channel != null) {
            channel.abandon("not_resumed");
        }
    }

    /// An error that answers something.
    ///
    /// @return whether it was asked for here
    boolean refused(String ref, ErrorMessage error) {
        Opening request = opening.remove(ref);
        if (request != null) {
            link.grants().leave(0);
            release(request, null, null);
            request.fail(new ClientException.RequestRefused(error));
            return true;
        }
        Integer number = error.channel();
        Channel channel = number == null ? null : open.get(number);
        boolean asked = ref.equals("a" + number) || ref.equals("c" + number);
        if (asked && channel != null) {
            open.remove(number);
            channel.closed(new ChannelEnd(ClosedBy.SERVER, error.code()));
        }
        return asked;
    }

    void frame(ByteBuffer frame) {
        Frames.check(frame);
        int number = frame.getInt(frame.position() + FrameHeader.CHANNEL_OFFSET);
        Channel channel = open.get(number);
        if (channel != null) {
            channel.frame(frame);
        } else if (number < 1 || number > lastNumber || offered.containsKey(number)) {
            throw new ServerViolation("a frame on a channel that was never open");
        }
    }

    /// The link is gone.
    void end(ClientException failure, ChannelEnd how) {
        ended = failure;
        for (Opening request : opening.values()) {
            request.fail(failure);
            MonoSink<Channel> acceptor = request.acceptor();
            if (acceptor != null) {
                acceptor.error(failure);
            }
        }
        opening.clear();
        offered.values().forEach(offer -> offer.gone(how));
        offered.clear();
        List.copyOf(open.values()).forEach(channel -> channel.end(how, failure));
        open.clear();
        offers.complete();
    }

    private void ask(Opening request, @Nullable String instance) {
        if (ended != null) {
            request.fail(ended);
        } else if (!request.isSettled() && !link.grants().join()) {
            request.fail(new ClientException.LimitReached("channels of a link"));
        } else if (!request.isSettled()) {
            String ref = "o" + ++lastRef;
            opening.put(ref, request);
            request.timer(link.whenOverdue(() -> overdue(request)));
            link.send(new ChannelOpen(ref, request.to(), instance, link.grants().base()));
        }
    }

    /// It stays in the table: should the channel be opened later, it is closed at once.
    private void overdue(Opening request) {
        request.fail(new ClientException.RequestTimedOut("channel_open", link.settings().requestTimeout()));
    }

    private void opened(ChannelOpened message) {
        Opening request = message.ref() == null ? null : opening.get(message.ref());
        if (request == null) {
            throw new ServerViolation("channel_opened for nothing that was asked");
        }
        given(message.channel());
        checkLimit(message.limit());
        Channel channel = add(message.channel(), request.to(), message.instance(), message.limit());
        opening.remove(message.ref());
        if (request.isSettled()) {
            channel.abandon(UNWANTED);
            release(request, null, null);
        } else {
            release(request, message.instance(), channel);
            request.succeed(channel);
        }
    }

    /// What becomes of the other side's offer when the own request is answered.
    ///
    /// @param instance who accepted; null: nobody
    /// @param channel the one that was accepted
    private void release(Opening request, @Nullable String instance, @Nullable Channel channel) {
        IncomingOffer held = request.held();
        if (held == null) {
            return;
        }
        MonoSink<Channel> acceptor = request.acceptor();
        if (channel != null && held.instance().equals(instance)) {
            reject(held, new ChannelReject(null, held.message().channel(), SIMULTANEOUS));
            if (acceptor != null) {
                acceptor.success(channel);
            }
        } else if (acceptor != null) {
            accept(held, acceptor);
        } else if (held.gone() == null) {
            offers.emit(held);
        }
    }

    private void offer(ChannelOffer message) {
        given(message.channel());
        checkLimit(message.limit());
        IncomingOffer offer = new IncomingOffer(this, message);
        offered.put(message.channel(), offer);
        Opening mine = meeting(message);
        if (mine == null) {
            offers.emit(offer);
        } else if (isMineKept(message)) {
            mine.hold(offer, null);
        } else if (link.grants().join()) {
            offer.claim();
            mine.succeed(accepted(message));
        } else {
            // without room for both, the own request goes on alone
            offers.emit(offer);
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
        Identity me = link.settings().key().identity();
        int order = me.compareTo(offer.from());
        return order < 0
                || (order == 0
                        && Comparator.<String>naturalOrder().compare(link.settings().instance(), offer.instance()) < 0);
    }

    /// The application accepts. If it has asked the same peer meanwhile, that is an opening at once too, and both of
    /// its requests get the same channel.
    private void accept(IncomingOffer offer, MonoSink<Channel> sink) {
        ChannelEnd gone = offer.gone();
        if (ended != null) {
            sink.error(ended);
        } else if (gone != null) {
            sink.error(new ClientException.ChannelClosed(gone));
        } else if (offer.isAnswered()) {
            sink.error(new IllegalStateException("the offer was answered already"));
        } else {
            answer(offer, meeting(offer.message()), sink);
        }
    }

    private void answer(IncomingOffer offer, @Nullable Opening mine, MonoSink<Channel> sink) {
        if (mine != null && isMineKept(offer.message())) {
            mine.hold(offer, sink);
        } else if (!link.grants().join()) {
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
        Channel channel = add(offer.channel(), offer.from(), offer.instance(), offer.limit());
        link.send(new ChannelAccept("a" + offer.channel(), offer.channel(), link.grants().base()));
        return channel;
    }

    private void reject(IncomingOffer offer, ChannelReject message) {
        if (ended == null && offer.gone() == null && offer.claim()) {
            offered.remove(message.channel());
            link.send(message);
        }
    }

    private void closed(ChannelClosed message) {
        ChannelEnd end = new ChannelEnd(message.by(), message.reason());
        Channel channel = open.remove(message.channel());
        IncomingOffer offer = offered.remove(message.channel());
        if (channel != null) {
            channel.closed(end);
        } else if (offer != null) {
            offer.gone(end);
        } else if (message.channel() > lastNumber) {
            throw new ServerViolation("channel_closed for a channel that never was");
        }
    }

    private Channel add(int number, Identity peer, String instance, long limit) {
        Channel channel = new Channel(link, number, peer, instance, limit);
        open.put(number, channel);
        return channel;
    }

    private void checkLimit(long limit) {
        if (limit > link.limits().channelWindow()) {
            throw new ServerViolation("a first limit is larger than the channel's window");
        }
    }

    private void given(int number) {
        if (open.containsKey(number) || offered.containsKey(number)) {
            throw new ServerViolation("a channel number was given twice");
        }
        lastNumber = Math.max(lastNumber, number);
    }
}
