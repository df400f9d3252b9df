package one.commserver.relay;

import one.commserver.crypto.Identity;
import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.MessageCodec;
import one.commserver.protocol.ServerMessage;
import one.commserver.registry.NodeId;
import one.commserver.registry.Registration;
import one.commserver.registry.Registry;
import one.commserver.relay.bus.Bus;
import one.commserver.relay.bus.BusMessage;
import one.commserver.relay.channel.Call;
import one.commserver.relay.channel.Channel;
import one.commserver.relay.channel.ChannelTable;
import one.commserver.relay.channel.Offer;
import one.commserver.relay.channel.Party;
import one.commserver.relay.remote.Halves;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// What concerns all sessions of an identity, at this node and at the others.
final class Everywhere implements Halves.News {

    private final Registry registry;
    private final Sessions sessions;
    private final Bus bus;
    private final Revision revision;
    private final MessageCodec codec = MessageCodec.shared();

    /// How often the policy's answers have changed. Comparing is all that it is for, so it may wrap.
    private final AtomicInteger changes = new AtomicInteger();

    Everywhere(Registry registry, Sessions sessions, Bus bus, Revision revision) {
        this.registry = registry;
        this.sessions = sessions;
        this.bus = bus;
        this.revision = revision;
    }

    /// How often who may call whom has changed, as far as this node has heard.
    int changes() {
        return changes.get();
    }

    /// Tells all connections of an identity something.
    ///
    /// @param except one that isn't told, or null
    Mono<Void> tell(Identity identity, ServerMessage message, @Nullable Party except) {
        return registry.find(identity)
                .doOnNext(found -> {
                    here(found).stream().filter(party -> party != except).forEach(party -> party.tell(message));
                    byte[] json = codec.encode(message).getBytes(StandardCharsets.UTF_8);
                    found.stream()
                            .map(Registration::node)
                            .distinct()
                            .filter(node -> !bus.self().equals(node))
                            .forEach(node -> bus.send(node, new BusMessage.Tell(identity, ByteBuffer.wrap(json))));
                })
                .then();
    }

    /// Tells connections of this node alone.
    void tellHere(Identity identity, ServerMessage message, Predicate<Party> whom) {
        sessions.of(identity).stream().filter(whom).forEach(party -> party.tell(message));
    }

    /// Channels between these two may stay.
    void paired(Identity one, Identity other) {
        pairedHere(one, other);
        toOthers(new BusMessage.Paired(one, other));
    }

    /// Channels between these two end, those included whose clients are away.
    void part(Identity one, Identity other, ChannelCloseReason why) {
        partHere(one, other, why);
        toOthers(new BusMessage.Part(one, other, why));
    }

    /// Another node tells something of the kind.
    @Override
    public void heard(BusMessage.ForIdentity message) {
        switch (message) {
            case BusMessage.Tell tell -> {
                String json = StandardCharsets.UTF_8.decode(tell.message().duplicate()).toString();
                ServerMessage decoded = codec.decodeServer(json);
                sessions.of(tell.identity()).forEach(party -> party.tell(decoded));
            }
            case BusMessage.Paired paired -> pairedHere(paired.identity(), paired.peer());
            case BusMessage.Part part -> partHere(part.identity(), part.peer(), part.reason());
        }
    }

    @Override
    public void missed() {
        changes.incrementAndGet();
        revision.soon();
    }

    private void toOthers(BusMessage message) {
        for (NodeId node : registry.nodes()) {
            if (!node.equals(bus.self())) {
                bus.send(node, message);
            }
        }
    }

    private void pairedHere(Identity one, Identity other) {
        change(one, other, channel -> channel.probation().end(), Offer::endProbation);
    }

    /// As [#part], at this node alone.
    void partHere(Identity one, Identity other, ChannelCloseReason why) {
        change(one, other, channel -> channel.sever(why), offer -> offer.revoke(why));
    }

    private void change(Identity one, Identity other, Consumer<Channel> onChannel, Consumer<Offer> onOffer) {
        changes.incrementAndGet();
        sessions.of(one).forEach(party -> between(party, other, onChannel, onOffer));
        sessions.of(other).forEach(party -> between(party, one, onChannel, onOffer));
    }

    private static void between(Party party, Identity peer, Consumer<Channel> onChannel, Consumer<Offer> onOffer) {
        party.table()
                .forEach((number, entry) -> {
                    Channel channel = Party.channelOf(entry);
                    if (channel != null && channel.peerOf(party).equals(peer)) {
                        onChannel.accept(channel);
                    } else if (entry instanceof ChannelTable.Offered(Offer offer) && offer.from().equals(peer)) {
                        onOffer.accept(offer);
                    }
                });
        // what it asks for at other nodes stands in no table here
        for (Call call : List.copyOf(party.calls())) {
            if (call.to().equals(peer)) {
                onOffer.accept(call);
            }
        }
    }

    private List<Party> here(List<Registration> found) {
        return found.stream().map(sessions::here).filter(Objects::nonNull).toList();
    }
}
