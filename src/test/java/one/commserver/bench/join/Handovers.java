package one.commserver.bench.join;

import io.netty.channel.EventLoop;

import one.commserver.bench.load.End;
import one.commserver.bench.load.Pair;
import one.commserver.bench.load.RawWebSocket;
import one.commserver.bench.load.Recorder;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.box.BoxChallenge;
import one.commserver.crypto.box.BoxKey;
import one.commserver.crypto.box.BoxKeyPair;
import one.commserver.protocol.one.CommunicationRequest;
import one.commserver.protocol.one.OneClientMessage.AuthenticationResponse;
import one.commserver.protocol.one.OneClientMessage.Pong;
import one.commserver.protocol.one.OneClientMessage.Register;
import one.commserver.protocol.one.OneCodec;
import one.commserver.protocol.one.OnePeerMessage.CommunicationReady;
import one.commserver.protocol.one.OneServerMessage.AuthenticationRequest;
import one.commserver.protocol.one.OneServerMessage.AuthenticationSuccess;
import one.commserver.protocol.one.OneServerMessage.ConnectionHandover;
import one.commserver.protocol.one.OneServerMessage.Ping;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;

/// The ONE dialect: a spare registers, somebody asks for its key, and from the handover on both have each other.
public final class Handovers implements Way {

    private static final OneCodec CODEC = OneCodec.shared();

    /// Nobody touches what stands where others have a channel's number.
    private static final int NUMBER = 1;

    private final EventLoop loop;
    private final InetSocketAddress server;

    /// At this server.
    public Handovers(EventLoop loop, InetSocketAddress server) {
        this.loop = loop;
        this.server = server;
    }

    @Override
    public CompletableFuture<End> arrive(int number, Recorder recorder) {
        return Upgrades.upgrade(loop, server, "/")
                .thenCompose(socket ->
                        number % 2 == 0
                                ? CompletableFuture.completedFuture(End.of(socket, recorder))
                                : register(socket, recorder));
    }

    @Override
    public CompletableFuture<Pair> join(int index, End sender, End receiver, Recorder recorder) {
        var joined = new CompletableFuture<Pair>();
        sender.onText(text -> {
            if (!(CODEC.decodePeer(text) instanceof CommunicationReady)) {
                throw new IllegalStateException("no handover: " + text);
            }
            joined.complete(Pair.withoutCredit(index, sender, NUMBER, receiver, NUMBER, recorder));
        });
        try (BoxKeyPair requester = BoxKeyPair.generate()) {
            var request = new CommunicationRequest(requester.publicKey(), ((Spare) receiver).keys.publicKey());
            sender.socket().sendText(CODEC.encode(request));
        }
        return joined;
    }

    private static CompletableFuture<End> register(RawWebSocket socket, Recorder recorder) {
        var spare = new Spare(socket, recorder);
        spare.onText(spare::said);
        spare.listen();
        socket.sendText(CODEC.encode(new Register(spare.keys.publicKey())));
        return spare.registered.thenApply(nothing -> spare);
    }

    private static final class Spare extends End {

        private final BoxKeyPair keys = BoxKeyPair.generate();
        private final CompletableFuture<Void> registered = new CompletableFuture<>();

        private Spare(RawWebSocket socket, Recorder recorder) {
            super(socket, recorder);
        }

        private void said(String text) {
            switch (CODEC.decodeServer(text)) {
                case AuthenticationRequest request -> answer(request);
                case AuthenticationSuccess _ -> registered.complete(null);
                case Ping _ -> socket().sendText(CODEC.encode(new Pong()));
                case ConnectionHandover _ -> {
                    // the request comes next
                }
                case CommunicationRequest _ -> socket().sendText(CODEC.encode(new CommunicationReady()));
            }
        }

        private void answer(AuthenticationRequest request) {
            try (BoxKey agreed = keys.agree(request.publicKey())) {
                byte[] answer = BoxChallenge.answer(agreed, request.challenge().toByteArray());
                socket().sendText(CODEC.encode(new AuthenticationResponse(Bytes.of(answer))));
            }
        }
    }
}
