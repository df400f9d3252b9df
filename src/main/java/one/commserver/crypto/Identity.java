package one.commserver.crypto;

/// Who someone is: the public key, or for post-quantum keys its SHA-256, together with the algorithm.
///
/// A value that exists has the right length and names a point that an honest key can have; whether such a key can
/// also verify is for [PublicKey] to say. Ordered by the ASCII bytes of [#wire()], which decides between two peers that
/// act at the same moment.
///
/// Spec: framing, one spelling per key.
public record Identity(SignatureAlgorithm algorithm, Bytes value) implements Comparable<Identity> {

    /// Enough to tell identities apart in a log, too little to be mistaken for one.
    private static final int SHOWN_CHARACTERS = 8;

    /// @throws InvalidIdentityException if the bytes are no identity of that algorithm
    public Identity {
        if (value.length() != algorithm.identityLength()) {
            throw new InvalidIdentityException("an identity of this algorithm has another length");
        }
        algorithm.scheme().checkIdentity(value.unsafeArray());
    }

    /// Reads `<algorithm>:<base64url>` in its one spelling.
    ///
    /// @throws InvalidIdentityException for anything else
    public static Identity parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new InvalidIdentityException("an identity is <algorithm>:<base64url>");
        }
        SignatureAlgorithm algorithm =
                SignatureAlgorithm.ofWireName(text.substring(0, colon))
                        .orElseThrow(() -> new InvalidIdentityException("unknown signature algorithm"));
        return new Identity(algorithm, decode(text.substring(colon + 1)));
    }

    private static Bytes decode(String base64Url) {
        try {
            return Bytes.fromBase64Url(base64Url);
        } catch (IllegalArgumentException malformed) {
            throw new InvalidIdentityException("an identity's bytes are strict base64url");
        }
    }

    /// The full spelling, as it travels and as it is signed.
    public String wire() {
        return algorithm.wireName() + ':' + value.toBase64Url();
    }

    @Override
    public int compareTo(Identity other) {
        // ASCII only, so comparing characters is comparing bytes.
        return wire().compareTo(other.wire());
    }

    /// A shortened form for logs: `ed25519:AbCdEfGh…`.
    @Override
    public String toString() {
        return algorithm.wireName() + ':' + value.toBase64Url().substring(0, SHOWN_CHARACTERS) + '…';
    }
}
