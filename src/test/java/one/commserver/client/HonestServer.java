package one.commserver.client;

import one.commserver.client.flow.Frames;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.PublicKey;
import one.commserver.crypto.Randomness;
import one.commserver.protocol.AuthenticationMessage.Auth;
import one.commserver.protocol.AuthenticationMessage.AuthSuccess;
import one.commserver.protocol.AuthenticationMessage.Challenge;
import one.commserver.protocol.AuthenticationMessage.Response;
import one.commserver.protocol.AuthenticationTranscript;
import one.commserver.protocol.ChannelMessage.ChannelClose;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ChannelMessage.ChannelOpen;
import one.commserver.protocol.ChannelMessage.ChannelOpened;
import one.commserver.protocol.ChannelMessage.ChannelResume;
import one.commserver.protocol.ChannelMessage.ChannelResumed;
import one.commserver.protocol.ChannelMessage.ChannelSummary;
import one.commserver.protocol.ClientMessage;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ConnectionMessage.Heartbeat;
import one.commserver.protocol.ConnectionMessage.HeartbeatAck;
import one.commserver.protocol.DiscoveryMessage.Announce;
import one.commserver.protocol.DiscoveryMessage.Announced;
import one.commserver.protocol.DiscoveryMessage.Discover;
import one.commserver.protocol.DiscoveryMessage.Endpoints;
import one.commserver.protocol.DiscoveryMessage.KeyPublish;
import one.commserver.protocol.DiscoveryMessage.KeyPublished;
import one.commserver.protocol.DiscoveryMessage.PresenceSubscribe;
import one.commserver.protocol.DiscoveryMessage.PresenceSubscribed;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.FrameHeader;
import one.commserver.protocol.PairingMessage.InviteCreate;
import one.commserver.protocol.PairingMessage.InviteCreated;
import one.commserver.protocol.PairingMessage.InviteList;
import one.commserver.protocol.PairingMessage.Invites;
import one.commserver.protocol.PairingMessage.PairChallenge;
import one.commserver.protocol.PairingMessage.PairList;
import one.commserver.protocol.PairingMessage.PairProof;
import one.commserver.protocol.PairingMessage.PairRequest;
import one.commserver.protocol.PairingMessage.PairSuccess;
import one.commserver.protocol.PairingMessage.Pairings;
import one.commserver.protocol.SyncMessage.Completion;
import one.commserver.protocol.SyncMessage.SyncAck;
import one.commserver.protocol.SyncMessage.SyncComplete;
import one.commserver.protocol.SyncMessage.SyncRequest;
import one.commserver.protocol.WireTime;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A server for one client, as right as one can be. Whomever the client asks for a channel is there, and sends back
/// whatever it is sent.
class HonestServer extends LyingServer {

    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final String MUCH_LATER = "2100-01-01T00:00:00.000Z";

    /// What a client has done that none may do.
    final Queue<String> wrongs = new ConcurrentLinkedQueue<>();

    /// What may be signed there.
    private final Map<Socket, List<Expected>> expected = new ConcurrentHashMap<>();

    private final Map<Integer, Long> arrived = new ConcurrentHashMap<>();
    private final AtomicInteger lastNumber = new AtomicInteger();

    @SuppressWarnings("ArrayRecordComponent") // of a test
    private record Expected(PublicKey key, byte[] transcript) {}

    /// Another client comes.
    void forget() {
        wrongs.clear();
        expected.clear();
        arrived.clear();
        lastNumber.set(0);
        heard.clear();
        heardFrames.clear();
    }

    @Override
    void auth(Socket socket, Auth auth) {
        Instant now = Instant.now();
        if (Duration.between(WireTime.parse(auth.timestamp()), now).abs().compareTo(SKEW) > 0) {
            socket.tell(clock(WireTime.format(now)));
            return;
        }
        challenge(socket, auth);
    }

    final void challenge(Socket socket, Auth auth) {
        var challenge =
                new Challenge(
                        null, Bytes.of(Randomness.bytes(32)), auth.identity().algorithm(), auth.audience(), MUCH_LATER);
        expected.computeIfAbsent(socket, here -> new CopyOnWriteArrayList<>())
                .add(
                        new Expected(
                                PublicKey.of(auth.identity(), auth.key()),
                                AuthenticationTranscript.of(auth, challenge).bytes()));
        socket.tell(challenge);
    }

    @Override
    void response(Socket socket, Response response) {
        byte[] signature = response.signature().toByteArray();
        if (expected.get(socket).stream().noneMatch(each -> each.key.verify(each.transcript, signature))) {
            wrongs.add("a signature that doesn't hold");
        }
        response(socket);
    }

    @Override
    void response(Socket socket) {
        letIn(socket, List.of());
    }

    /// @param goingOn channels of the session, which then goes on; none: it is a new one
    final void letIn(Socket socket, List<ChannelSummary> goingOn) {
        if (goingOn.isEmpty()) {
            lastNumber.set(0);
            arrived.clear();
        }
        socket.tell(new AuthSuccess(null, TOKEN, !goingOn.isEmpty(), List.of(), 1000, LIMITS, goingOn));
        ready(socket);
    }

    static ErrorMessage clock(String serverTime) {
        ErrorMessage plain = ErrorMessage.of(ErrorCode.AUTH_CLOCK, null);
        return new ErrorMessage(
                null,
                plain.code(),
                plain.category(),
                plain.severity(),
                plain.retry(),
                null,
                plain.message(),
                null,
                null,
                serverTime);
    }

    @Override
    void heartbeat(Socket socket, Heartbeat heartbeat) {
        socket.tell(new HeartbeatAck(heartbeat.ref()));
    }

    @Override
    void open(Socket socket, ChannelOpen open) {
        socket.tell(new ChannelOpened(open.ref(), lastNumber.incrementAndGet(), "tablet", 65_536, 1));
    }

    @Override
    void other(Socket socket, ClientMessage message) {
        String ref = message.ref();
        switch (message) {
            case ChannelClose close -> socket.tell(new ChannelClosed(ref, close.channel(), ClosedBy.CLIENT, "closed"));
            case ChannelResume resume -> {
                long here = arrived(resume.channel());
                socket.tell(new ChannelResumed(ref, resume.channel(), resume.generation(), here, limit(here)));
            }
            case Announce announce -> socket.tell(new Announced(ref, MUCH_LATER));
            case Discover discover -> socket.tell(new Endpoints(ref, discover.identity(), true, List.of(), null));
            case KeyPublish publish -> socket.tell(new KeyPublished(ref));
            case PresenceSubscribe subscribe -> socket.tell(new PresenceSubscribed(ref));
            case InviteCreate create -> socket.tell(new InviteCreated(ref, Bytes.of(Randomness.bytes(32)), MUCH_LATER));
            case InviteList list -> socket.tell(new Invites(ref, List.of(), null));
            case PairRequest request ->
                    socket.tell(
                            new PairChallenge(
                                    ref,
                                    Bytes.of(Randomness.bytes(32)),
                                    List.of("proof", "identity_proof"),
                                    MUCH_LATER));
            case PairProof proof -> socket.tell(new PairSuccess(ref, "id", "friend"));
            case PairList list -> socket.tell(new Pairings(ref, List.of(), null, false));
            case SyncRequest request -> socket.tell(new SyncComplete(ref, 0, Completion.COMPLETE, null));
            case SyncAck ack -> socket.tell(new SyncComplete(ref, 0, Completion.COMPLETE, null));
            default -> {}
        }
    }

    @Override
    void frame(Socket socket, ByteBuffer frame) {
        int channel = frame.getInt(FrameHeader.CHANNEL_OFFSET);
        if (frame.get(0) == FrameHeader.DATA) {
            long here = arrived.merge(channel, (long) frame.remaining(), Long::sum);
            socket.binary(Frames.flow(channel, here, limit(here)));
            socket.binary(frame);
        }
    }

    /// How many bytes have come on a channel.
    final long arrived(int channel) {
        return arrived.getOrDefault(channel, 0L);
    }

    /// A frame has come that isn't sent back.
    final void count(ByteBuffer frame) {
        if (frame.get(0) == FrameHeader.DATA) {
            arrived.merge(frame.getInt(FrameHeader.CHANNEL_OFFSET), (long) frame.remaining(), Long::sum);
        }
    }

    private static long limit(long here) {
        return here + LIMITS.channelWindow() / 2;
    }
}
