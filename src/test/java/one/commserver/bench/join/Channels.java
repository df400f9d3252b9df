package one.commserver.bench.join;

import io.netty.channel.EventLoop;

import one.commserver.bench.load.End;
import one.commserver.bench.load.Message;
import one.commserver.bench.load.Pair;
import one.commserver.bench.load.Recorder;
import one.commserver.bench.load.Target;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.ChannelMessage.ChannelAccept;
import one.commserver.protocol.ChannelMessage.ChannelOffer;
import one.commserver.protocol.ChannelMessage.ChannelOpen;
import one.commserver.protocol.ChannelMessage.ChannelOpened;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;

/// Clients authenticate, each with a key of its own; one opens a channel, the other accepts it.
public final class Channels implements Way {

    private final EventLoop loop;
    private final Target senders;
    private final Target receivers;
    private final int channelsOfOne;

    /// @param senders the node where those are that open channels
    /// @param receivers the node where those are that accept them
    /// @param channelsOfOne the most that one socket gets: its credit suffices for these
    public Channels(EventLoop loop, InetSocketAddress senders, InetSocketAddress receivers, int channelsOfOne) {
        this(loop, Target.of(senders), Target.of(receivers), channelsOfOne);
    }

    private Channels(EventLoop loop, Target senders, Target receivers, int channelsOfOne) {
        this.loop = loop;
        this.senders = senders;
        this.receivers = receivers;
        this.channelsOfOne = channelsOfOne;
    }

    /// All at one node, with one channel each.
    public static Channels at(EventLoop loop, InetSocketAddress server) {
        return at(loop, Target.of(server));
    }

    /// The same, dialled in a certain way.
    public static Channels at(EventLoop loop, Target server) {
        return new Channels(loop, server, server, 1);
    }

    @Override
    public CompletableFuture<End> arrive(int number, Recorder recorder) {
        Target node = number % 2 == 0 ? senders : receivers;
        SigningKey key = SigningKey.generate(SignatureAlgorithm.ED25519);
        return Login.dial(loop, node, key, "bench")
                .thenApply(loggedIn -> {
                    var member = new Member(loggedIn, recorder);
                    member.listen();
                    return member;
                });
    }

    @Override
    public CompletableFuture<Pair> join(int index, End sender, End receiver, Recorder recorder) {
        var joined = new CompletableFuture<Pair>();
        var accepted = new CompletableFuture<Integer>();
        Member callee = (Member) receiver;
        long window = callee.window(channelsOfOne);
        receiver.onText(text -> {
            int number = ((ChannelOffer) Login.CODEC.decodeServer(text)).channel();
            accepted.complete(number);
            receiver.socket().sendText(Login.CODEC.encode(new ChannelAccept(null, number, window)));
        });
        sender.onText(text -> {
            int number = ((ChannelOpened) Login.CODEC.decodeServer(text)).channel();
            joined.complete(
                    new Pair(
                            index, sender, number, receiver, accepted.join(), window, Message.Wrapping.NONE, recorder));
        });
        sender.socket().sendText(Login.CODEC.encode(new ChannelOpen(null, callee.key.identity(), null, window)));
        return joined;
    }

    private static final class Member extends End {

        private final SigningKey key;
        private final long channelWindow;
        private final long connectionWindow;

        private Member(Login.LoggedIn loggedIn, Recorder recorder) {
            super(loggedIn.socket(), recorder);
            key = loggedIn.key();
            channelWindow = loggedIn.success().limits().channelWindow();
            connectionWindow = loggedIn.success().limits().connectionWindow();
        }

        private long window(int channels) {
            return Math.min(channelWindow, connectionWindow / channels);
        }
    }
}
