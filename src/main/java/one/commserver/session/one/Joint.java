package one.commserver.session.one;

import one.commserver.connection.ConnectionEnd;
import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ChannelMessage.ChannelInterrupted;
import one.commserver.protocol.ServerMessage;
import one.commserver.registry.Registration;
import one.commserver.relay.channel.Party;
import one.commserver.session.link.LinkSession;
import one.commserver.transport.Link;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A client's place in the relay: a session with one channel at most, which ends with the link. On the link's thread.
final class Joint {

    private final LinkSession session;
    private final OneServices services;
    private final Consumer<ServerMessage> heard;
    private final Party party;
    private boolean isJoined;

    /// @param heard gets what the relay tells before the channel is there
    Joint(LinkSession session, OneServices services, Registration registration, Consumer<ServerMessage> heard) {
        this.session = session;
        this.services = services;
        this.heard = heard;
        this.party = services.relay().join(registration, false, Optional.empty());
    }

    Party party() {
        return party;
    }

    Link.Messages messages() {
        return session.link().messages();
    }

    /// The relay knows the client from now on.
    void attach() {
        services.relay().attach(party, new OneLine(session, this::told), List.of());
    }

    /// The channel is there: the link's messages go through it, and nothing of them is looked at.
    ///
    /// @param limit what the other one may be sent at first
    void join(int channel, long limit) {
        isJoined = true;
        int largest = (int) services.sizes().now().oneMessage().toBytes();
        messages().keep();
        // what has been read already may come at once
        session.link().allow(largest, largest);
        messages().join(party, channel, limit);
    }

    private void told(ServerMessage message) {
        if (session.isEnding()) {
            return;
        }
        if (!isJoined) {
            heard.accept(message);
        } else if (message instanceof ChannelClosed || message instanceof ChannelInterrupted) {
            // the other one has gone without a word, or something between the two is lost, which nobody can repeat
            session.end(OnePhase.WITHOUT_A_WORD);
        }
    }

    /// The link ends: what it had sent still goes to the other one, and with which words the client has closed.
    void leave() {
        if (isJoined) {
            session.connection()
                    .end()
                    .filter(end -> end.by() == ConnectionEnd.By.REMOTE)
                    .ifPresent(end -> messages().close(end.status().text()));
        }
        services.relay().leave(party, ChannelCloseReason.CONNECTION_CLOSED);
        messages().end();
    }
}
