package one.commserver.crypto;

import java.util.Optional;

/// Who someone is: the public key, or for post-quantum keys its SHA-256, together with the kind of the key.
///
/// A value that exists has the right length and names a point on its curve that isn't of small order; whether such a
/// key can also verify shows in [PublicKey#verify]. Ordered by the ASCII bytes of [#wire()], which decides between two
/// peers that act at the same moment.
///
/// Spec: framing, one spelling per key.
public record Identity(Scheme scheme, Bytes value) implements Comparable<Identity> {

    /// What kind of key names somebody.
    public sealed interface Scheme permits SignatureAlgorithm, Box {

        /// The kind of that exact name, or empty.
        static Optional<Scheme> ofWireName(String name) {
            return SignatureAlgorithm.ofWireName(name).<Scheme>map(algorithm -> algorithm).or(() -> Box.ofName(name));
        }

        /// The name that stands before the colon of an identity.
        String wireName();

        /// The bytes of an identity, exactly.
        int identityLength();
    }

    /// Keys that open boxes and can't sign: those of the ONE dialect's clients. To the native dialect they are no
    /// identities.
    public enum Box implements Scheme {
        /// RFC 7748.
        X25519("x25519", 32);

        private final String wireName;
        private final int identityLength;

        Box(String wireName, int identityLength) {
            this.wireName = wireName;
            this.identityLength = identityLength;
        }

        private static Optional<Box> ofName(String name) {
            return X25519.wireName.equals(name) ? Optional.of(X25519) : Optional.empty();
        }

        @Override
        public String wireName() {
            return wireName;
        }

        @Override
        public int identityLength() {
            return identityLength;
        }
    }

    /// Enough to tell identities apart in a log, too little to be mistaken for one.
    private static final int SHOWN_CHARACTERS = 8;

    /// @throws InvalidIdentityException if the bytes are no identity of that algorithm
    public Identity {
        if (value.length() != scheme.identityLength()) {
            throw new InvalidIdentityException("an identity of this algorithm has another length");
        }
        if (scheme instanceof SignatureAlgorithm algorithm) {
            algorithm.scheme().checkIdentity(value.unsafeArray());
        }
    }

    /// Reads `<algorithm>:<base64url>` of somebody who can sign, in its one spelling.
    ///
    /// @throws InvalidIdentityException for anything else
    public static Identity parse(String text) {
        Identity identity = parseAny(text);
        if (!(identity.scheme instanceof SignatureAlgorithm)) {
            throw new InvalidIdentityException("unknown signature algorithm");
        }
        return identity;
    }

    /// Reads `<algorithm>:<base64url>` of anybody, in its one spelling.
    ///
    /// @throws InvalidIdentityException for anything else
    public static Identity parseAny(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new InvalidIdentityException("an identity is <algorithm>:<base64url>");
        }
        Scheme scheme =
                Scheme.ofWireName(text.substring(0, colon))
                        .orElseThrow(() -> new InvalidIdentityException("unknown signature algorithm"));
        return new Identity(scheme, decode(text.substring(colon + 1)));
    }

    /// How this one signs.
    ///
    /// @throws IllegalStateException if it can't: nobody asks such a one for a signature
    public SignatureAlgorithm algorithm() {
        if (scheme instanceof SignatureAlgorithm algorithm) {
            return algorithm;
        }
        throw new IllegalStateException("a key of " + scheme.wireName() + " can't sign");
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
        return scheme.wireName() + ':' + value.toBase64Url();
    }

    @Override
    public int compareTo(Identity other) {
        // ASCII only, so comparing characters is comparing bytes.
        return wire().compareTo(other.wire());
    }

    /// A shortened form for logs: `ed25519:AbCdEfGh…`.
    @Override
    public String toString() {
        return scheme.wireName() + ':' + value.toBase64Url().substring(0, SHOWN_CHARACTERS) + '…';
    }
}
