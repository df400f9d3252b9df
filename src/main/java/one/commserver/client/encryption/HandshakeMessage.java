package one.commserver.client.encryption;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// The messages of the handshake, as they are read and written by [HandshakeCodec].
///
/// Spec: chapter 8, end to end.
sealed interface HandshakeMessage {

    /// Bytes of a nonce.
    int NONCE_LENGTH = 32;

    /// Bytes of a key confirmation.
    int CONFIRMATION_LENGTH = 32;

    /// What each end says of itself.
    ///
    /// @param key the whole key, for `ml-dsa-65` only
    record Hello(
            Bytes nonce,
            Identity identity,
            @Nullable Bytes key,
            String instance,
            List<String> features,
            int maxMessage) {}

    /// The initiator's first message.
    ///
    /// @param suites in order of preference, with a share each
    record Offer(List<OfferedSuite> suites, Hello hello) implements HandshakeMessage {}

    /// A suite and the initiator's share for it.
    ///
    /// @param suite may be one that this end doesn't know
    record OfferedSuite(String suite, Bytes share) {}

    /// The acceptor's answer.
    ///
    /// @param body the bytes of a [Body], as they were signed
    record Params(Bytes body, Bytes signature, Bytes confirmation) implements HandshakeMessage {}

    /// What the acceptor's answer says.
    ///
    /// @param suites the acceptor's own, in order of preference
    record Body(String suite, Bytes share, List<String> suites, Hello hello) {}

    /// The initiator's last message.
    record Confirm(Bytes signature, Bytes confirmation) implements HandshakeMessage {}
}
