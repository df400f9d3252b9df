package one.commserver.pairing;

import one.commserver.crypto.Identity;

/// Hears of pairings on this node. Called on any thread; returns at once and throws nothing.
///
/// Spec: chapter 7.
public interface PairingListener {

    /// These two are peers now, and have been told so. Again for the same two does no harm.
    void paired(Identity one, Identity other);

    /// These two aren't peers any more, and haven't been told yet: what was only for a peer is told no more when this
    /// has returned.
    void parted(Identity one, Identity other);
}
