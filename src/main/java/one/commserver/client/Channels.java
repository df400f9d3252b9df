package one.commserver.client;

import one.commserver.client.ClientException.ServerViolation;
import one.commserver.client.flow.Frames;
import one.commserver.crypto.Identity;
import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.ChannelMessage;
import one.commserver.protocol.ChannelMessage.ChannelClose;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ChannelMessage.ChannelInterrupted;
import one.commserver.protocol.ChannelMessage.ChannelOffer;
import one.commserver.protocol.ChannelMessage.ChannelOpened;
import one.commserver.protocol.ChannelMessage.ChannelResumed;
import one.commserver.protocol.ChannelMessage.ChannelSummary;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.FrameHeader;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The channels of one session, by their numbers. What has ended here stays until the server says so too. Belongs to
/// the session's thread.
///
/// Spec: chapter 8.
final class Channels {

    private final Session session;
    private final Map<Integer, Channel> open = new HashMap<>();
    private int lastNumber;

    Channels(Session session) {
        this.session = session;
    }

    /// What a new link of the session says that there is.
    ///
    /// @throws ServerViolation if that can't be
    void resume(List<ChannelSummary> listed) {
        Set<Integer> numbers = new HashSet<>();
        for (ChannelSummary summary : listed) {
            int number = summary.channel();
            if (!numbers.add(number)) {
                throw new ServerViolation("a channel is listed twice");
            }
            lastNumber = Math.max(lastNumber, number);
            Channel channel = open.get(number);
            if (channel == null) {
                session.send(new ChannelClose(null, number, ChannelCloseReason.SESSION_EXPIRED.wireName()));
            } else {
                channel.listed(summary);
            }
        }
        for (Channel channel : List.copyOf(open.values())) {
            if (!numbers.contains(channel.number())) {
                open.remove(channel.number());
                channel.missing();
            }
        }
    }

    /// The link is gone; another one may follow.
    void suspend() {
        open.values().forEach(Channel::suspend);
    }

    /// The session is gone, or nobody waits for it any more.
    void end(ChannelEnd how, ClientException failure) {
        List<Channel> all = List.copyOf(open.values());
        open.clear();
        all.forEach(channel -> channel.end(how, failure));
    }

    /// Another session begins: numbers start anew.
    void startAnew() {
        lastNumber = 0;
    }

    void message(ChannelMessage.FromServer message) {
        switch (message) {
            case ChannelOffer offer -> session.openings().offer(offer);
            case ChannelOpened opened -> session.openings().opened(opened);
            case ChannelClosed closed -> closed(closed);
            case ChannelInterrupted interrupted -> {
                Channel channel = known(interrupted.channel());
                if (channel != null) {
                    channel.interrupted(interrupted.generation());
                }
            }
            case ChannelResumed resumed -> {
                Channel channel = known(resumed.channel());
                if (channel != null) {
                    channel.resumed(resumed);
                }
            }
        }
    }

    /// An error that answers something.
    ///
    /// @return whether it was asked for here
    boolean refused(String ref, ErrorMessage error) {
        if (session.openings().refused(ref, error)) {
            return true;
        }
        Integer number = error.channel();
        Channel channel = number == null ? null : open.get(number);
        boolean asked = ref.equals("a" + number) || ref.equals("c" + number) || ref.equals("r" + number);
        if (asked && channel != null) {
            open.remove(number);
            channel.closed(new ChannelEnd(ClosedBy.SERVER, error.code()));
        }
        return asked;
    }

    void frame(ByteBuffer frame) {
        Frames.check(frame);
        Channel channel = known(frame.getInt(frame.position() + FrameHeader.CHANNEL_OFFSET));
        if (channel != null) {
            channel.frame(frame);
        }
    }

    Channel add(int number, Identity peer, String instance, long limit, int generation) {
        Channel channel = new Channel(session, number, peer, instance, limit, generation);
        open.put(number, channel);
        return channel;
    }

    /// The server gives a number.
    ///
    /// @throws ServerViolation if something has it
    void given(int number) {
        if (open.containsKey(number) || session.openings().isOffered(number)) {
            throw new ServerViolation("a channel number was given twice");
        }
        lastNumber = Math.max(lastNumber, number);
    }

    private void closed(ChannelClosed message) {
        ChannelEnd end = new ChannelEnd(message.by(), message.reason());
        Channel channel = open.remove(message.channel());
        if (channel != null) {
            channel.closed(end);
        } else if (!session.openings().closed(message.channel(), end) && message.channel() > lastNumber) {
            throw new ServerViolation("channel_closed for a channel that never was");
        }
    }

    /// The channel of that number, or null if it is no more.
    private @Nullable Channel known(int number) {
        Channel channel = open.get(number);
        if (channel == null && (number < 1 || number > lastNumber || session.openings().isOffered(number))) {
            throw new ServerViolation("something about a channel that was never open");
        }
        return channel;
    }
}
