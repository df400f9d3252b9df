package one.commserver.operations.explain;

import one.commserver.operations.explain.NodePart.OneChannel;
import one.commserver.operations.explain.NodePart.OneSession;
import one.commserver.registry.Slot;
import one.commserver.relay.channel.ChannelTable;
import one.commserver.relay.channel.Flow;
import one.commserver.relay.channel.Party;
import one.commserver.wire.Printable;

import java.util.ArrayList;
import java.util.List;

/// What operators see of a session's channels. Counters are read one after another while they change, so a sum may be
/// off by what passed meanwhile.
final class SessionParts {

    private static final int MOST_CHANNELS = 8;
    private static final int SHOWN_CHARACTERS = 64;

    private SessionParts() {}

    static OneSession of(Party party) {
        Slot slot = party.slot();
        List<OneChannel> channels = new ArrayList<>();
        party.table().forEach((number, entry) -> channels.add(channel(party, number, entry)));
        return new OneSession(
                slot.kind().wireName(),
                Printable.of(slot.lane(), SHOWN_CHARACTERS),
                Printable.of(slot.instance(), SHOWN_CHARACTERS),
                party.isAttached(),
                channels.size(),
                channels.stream().limit(MOST_CHANNELS).toList());
    }

    private static OneChannel channel(Party party, int number, ChannelTable.Entry entry) {
        return switch (entry) {
            case ChannelTable.Joined(var channel, Flow outgoing, Flow incoming) ->
                    new OneChannel(
                            number,
                            channel.peerOf(party).toString(),
                            "open",
                            credit(outgoing),
                            credit(incoming),
                            Math.max(0, outgoing.waiting() + incoming.waiting()));
            case ChannelTable.Interrupted(var channel) ->
                    new OneChannel(number, channel.peerOf(party).toString(), "interrupted", null, null, null);
            case ChannelTable.Offered(var offer) ->
                    new OneChannel(number, offer.from().toString(), "offered", null, null, null);
        };
    }

    private static long credit(Flow flow) {
        return Math.max(0, flow.limit() - flow.received() - flow.underWay() - flow.waiting());
    }
}
