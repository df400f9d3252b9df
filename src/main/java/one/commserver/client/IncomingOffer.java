package one.commserver.client;

import one.commserver.crypto.Identity;
import one.commserver.protocol.ChannelMessage.ChannelOffer;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

/// A peer asks for a channel. It waits for an answer for about ten seconds; the first answer of any of this identity's
/// connections counts. An offer ends with the link that it came on; if it still waits then, it comes again on the next
/// one.
///
/// Spec: chapter 8, opening.
public final class IncomingOffer {

    private final Openings openings;
    private final ChannelOffer message;
    private @Nullable ClientException gone;
    private boolean answered;
    private @Nullable Channel instead;

    IncomingOffer(Openings openings, ChannelOffer message) {
        this.openings = openings;
        this.message = message;
    }

    /// Who asks, as the server says.
    public Identity from() {
        return message.from();
    }

    /// From which device.
    public String instance() {
        return message.instance();
    }

    /// Takes it.
    ///
    /// @return the channel, which may be used at once. Should another connection have been faster, it is closed by the
    ///     server with `taken`. Fails with [ClientException.ChannelClosed] if the offer is gone already, with
    ///     [ClientException.LimitReached] if the link has no room for another channel, with
    ///     [ClientException.LinkClosed], or with [IllegalStateException] if it was answered before
    public Mono<Channel> accept() {
        return openings.accepting(this);
    }

    /// Declines it.
    ///
    /// @param reason at most 64 of `A-Z`, `a-z`, `0-9`, `.`, `_`, `-`
    /// @return completes when the server was told, or needn't be
    /// @throws IllegalArgumentException for any other reason
    public Mono<Void> reject(String reason) {
        return openings.rejecting(this, reason);
    }

    // All below belongs to the session's thread.

    ChannelOffer message() {
        return message;
    }

    /// Whoever gets true answers.
    boolean claim() {
        if (answered) {
            return false;
        }
        answered = true;
        return true;
    }

    boolean isAnswered() {
        return answered;
    }

    /// The channel that was asked for here at the same time and stands for the offered one.
    void answeredBy(Channel channel) {
        instead = channel;
    }

    @Nullable Channel answeredBy() {
        return instead;
    }

    /// Why there is nothing to answer any more.
    @Nullable ClientException gone() {
        return gone;
    }

    void gone(ClientException why) {
        gone = why;
    }

    @Override
    public String toString() {
        return "IncomingOffer[from " + message.from() + "/" + message.instance() + "]";
    }
}
