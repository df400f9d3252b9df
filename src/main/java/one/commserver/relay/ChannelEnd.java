package one.commserver.relay;

/// One client's end of a channel: the number under which that client knows it.
record ChannelEnd(Party party, int number) {}
