package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.ChannelMessage.ChannelAccept;
import one.commserver.protocol.ChannelMessage.ChannelClose;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ChannelMessage.ChannelOffer;
import one.commserver.protocol.ChannelMessage.ChannelOpen;
import one.commserver.protocol.ChannelMessage.ChannelOpened;
import one.commserver.protocol.ClosedBy;

/// Two clients and the channel between them.
///
/// @param here the channel's number at the opener
/// @param there the same at the acceptor
record Joined(RawClient opener, int here, RawClient acceptor, int there) {

    static final long WINDOW = 1024 * 1024;

    /// Opens a channel with a full window both ways.
    static Joined of(RawClient opener, RawClient acceptor) {
        return of(opener, WINDOW, acceptor, WINDOW);
    }

    /// @param openerLimit what the acceptor may send at first
    /// @param acceptorLimit what the opener may send at first
    static Joined of(RawClient opener, long openerLimit, RawClient acceptor, long acceptorLimit) {
        ask(opener, openerLimit, acceptor);
        ChannelOffer offer = acceptor.message(ChannelOffer.class);
        assertThat(offer.from()).isEqualTo(opener.identity());
        assertThat(offer.limit()).isEqualTo(openerLimit);
        return accept(opener, acceptor, offer, acceptorLimit);
    }

    /// Asks for a channel with a full window.
    static void ask(RawClient opener, RawClient acceptor) {
        ask(opener, WINDOW, acceptor);
    }

    private static void ask(RawClient opener, long openerLimit, RawClient acceptor) {
        opener.send(new ChannelOpen("o", acceptor.identity(), acceptor.who().instance(), openerLimit));
    }

    /// Who was asked accepts with a full window.
    static Joined accept(RawClient opener, RawClient acceptor, ChannelOffer offer) {
        return accept(opener, acceptor, offer, WINDOW);
    }

    private static Joined accept(RawClient opener, RawClient acceptor, ChannelOffer offer, long acceptorLimit) {
        acceptor.send(new ChannelAccept("p", offer.channel(), acceptorLimit));
        ChannelOpened opened = opener.message(ChannelOpened.class);
        assertThat(opened.ref()).isEqualTo("o");
        assertThat(opened.limit()).isEqualTo(acceptorLimit);
        return new Joined(opener, opened.channel(), acceptor, offer.channel());
    }

    /// Both nodes, or the one, have done with the opening: what happens now comes behind it.
    Joined settled() {
        opener.isQuiet();
        acceptor.isQuiet();
        return this;
    }

    /// Says something to the acceptor, which gets it.
    void say(byte[] payload) {
        opener.data(here, payload);
        assertThat(acceptor.data(there)).isEqualTo(payload);
    }

    /// Both directions work.
    void works() {
        say(new byte[] {1, 2, 3});
        acceptor.data(there, new byte[] {4, 5});
        assertThat(opener.data(here)).containsExactly(4, 5);
    }

    void close(String reason) {
        opener.send(new ChannelClose("c", here, reason));
    }

    void openerIsTold(ClosedBy by, String reason) {
        told(opener, here, by, reason);
    }

    void acceptorIsTold(ClosedBy by, String reason) {
        told(acceptor, there, by, reason);
    }

    private static void told(RawClient client, int channel, ClosedBy by, String reason) {
        ChannelClosed closed = client.message(ChannelClosed.class);
        assertThat(closed.channel()).isEqualTo(channel);
        assertThat(closed.by() + " " + closed.reason()).isEqualTo(by + " " + reason);
    }
}
