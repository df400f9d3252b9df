package one.commserver.bench.mail;

import one.commserver.bench.join.Login.LoggedIn;
import one.commserver.bench.load.RawWebSocket;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.protocol.ClientMessage;
import one.commserver.protocol.MessageCodec;
import one.commserver.protocol.PairingMessage.InviteCreate;
import one.commserver.protocol.PairingMessage.InviteCreated;
import one.commserver.protocol.PairingMessage.PairChallenge;
import one.commserver.protocol.PairingMessage.PairNotice;
import one.commserver.protocol.PairingMessage.PairProof;
import one.commserver.protocol.PairingMessage.PairRequest;
import one.commserver.protocol.PairingMessage.PairSuccess;
import one.commserver.protocol.ServerMessage;
import one.commserver.protocol.invite.Invite;
import one.commserver.protocol.invite.InviteSecret;
import one.commserver.protocol.invite.PairingTranscripts;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/// Two become peers: one makes an invite and the other redeems it. On the event loop of both.
public final class Introduction {

    /// Invites name a server, and nobody dials this one.
    private static final String SERVER = "wss://relay.example/";

    private static final Duration LIFE = Duration.ofMinutes(10);

    private Introduction() {}

    /// Fails if they don't become peers.
    public static CompletableFuture<Void> of(LoggedIn inviter, LoggedIn joiner) {
        InviteSecret secret = InviteSecret.generate();
        Invite invite = Invite.sign(secret, inviter.key(), SERVER, Instant.now().plus(LIFE), 1, "friend");
        var asking = new Asking(inviter.socket());
        var redeeming = new Asking(joiner.socket());
        Identity from = inviter.key().identity();
        Identity self = joiner.key().identity();
        return asking.ask(new InviteCreate(null, invite.encoded()), InviteCreated.class)
                .thenCompose(
                        created -> redeeming.ask(new PairRequest(null, invite.id(), from, self), PairChallenge.class))
                .thenCompose(challenge -> {
                    Bytes nonce = challenge.challenge();
                    byte[] own = PairingTranscripts.identity(nonce, from, self, invite.id()).bytes();
                    return redeeming.ask(
                            new PairProof(
                                    null,
                                    secret.sign(PairingTranscripts.invite(nonce, from, self, invite.id())),
                                    Bytes.of(joiner.key().sign(own))),
                            PairSuccess.class);
                })
                .thenAccept(success -> secret.close());
    }

    /// One question at a time.
    private static final class Asking implements RawWebSocket.Listener {

        private final RawWebSocket socket;
        private CompletableFuture<ServerMessage> answer = new CompletableFuture<>();

        private Asking(RawWebSocket socket) {
            this.socket = socket;
            socket.listen(this);
        }

        private <T extends ServerMessage> CompletableFuture<T> ask(ClientMessage question, Class<T> expected) {
            answer = new CompletableFuture<>();
            socket.sendText(MessageCodec.shared().encode(question));
            return answer.thenApply(expected::cast);
        }

        @Override
        public void text(String text) {
            ServerMessage message = MessageCodec.shared().decodeServer(text);
            if (!(message instanceof PairNotice)) {
                answer.complete(message);
            }
        }

        @Override
        public void ended(Throwable reason) {
            answer.completeExceptionally(reason);
        }
    }
}
