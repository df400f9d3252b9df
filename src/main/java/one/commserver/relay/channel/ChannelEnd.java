package one.commserver.relay.channel;

import one.commserver.relay.bounds.Grants;
import one.commserver.transport.FrameOutlet;

/// One client's end of a channel.
public interface ChannelEnd {

    /// The number under which that client knows it.
    int number();

    /// Where frames for that client leave from now on.
    FrameOutlet outlet();

    /// What that client has granted over all its channels.
    Grants grants();

    /// An end whose client is at this node.
    record Here(Party party, int number) implements ChannelEnd {

        /// The most that may be granted for it beyond what was passed on, in bytes.
        public long window(Rules rules) {
            return rules.window(party.slot().kind());
        }

        @Override
        public FrameOutlet outlet() {
            return party.outlet();
        }

        @Override
        public Grants grants() {
            return party.grants();
        }
    }
}
