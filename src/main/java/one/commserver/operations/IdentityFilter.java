package one.commserver.operations;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;

import org.jspecify.annotations.Nullable;

/// Which identities an operator means: one that is known whole, or those that begin like what answers and the log show.
/// No prefix is longer than that: else whoever may only look could find out the rest, one character after another.
///
/// @param scheme of the identity; null: any
/// @param value its bytes, or the first ones, filled up
/// @param bits how many of them are meant; all of a whole one
record IdentityFilter(Identity.@Nullable Scheme scheme, Bytes value, int bits) {

    /// As many characters as an identity is shown with.
    static final int SHOWN_CHARACTERS = 8;

    private static final int BITS_PER_CHARACTER = 6;
    private static final String NONSENSE =
            "identity must be a whole identity or the first " + SHOWN_CHARACTERS + " characters of one, or fewer";

    /// Makes sense of `ed25519:AbCdEfGh…`, with the algorithm or without, with the dots or without.
    ///
    /// @throws InvalidQueryException if there is none
    static IdentityFilter of(String text) {
        int colon = text.indexOf(':');
        Identity.Scheme scheme = colon < 0 ? null : scheme(text.substring(0, colon));
        String shown = text.substring(colon + 1);
        String characters = shown.endsWith("…") ? shown.substring(0, shown.length() - 1) : shown;
        if (characters.isEmpty()) {
            throw new InvalidQueryException(NONSENSE);
        }
        if (characters.length() > SHOWN_CHARACTERS) {
            Bytes whole = bytes(characters);
            return new IdentityFilter(scheme, whole, whole.length() * Byte.SIZE);
        }
        String filled = characters + "A".repeat(SHOWN_CHARACTERS - characters.length());
        return new IdentityFilter(scheme, bytes(filled), characters.length() * BITS_PER_CHARACTER);
    }

    boolean matches(@Nullable Identity identity) {
        return identity != null
                && (scheme == null || scheme == identity.scheme())
                && (isWhole() ? identity.value().equals(value) : identity.value().beginsLike(value, bits));
    }

    private boolean isWhole() {
        return bits > SHOWN_CHARACTERS * BITS_PER_CHARACTER;
    }

    private static Identity.Scheme scheme(String name) {
        return Identity.Scheme.ofWireName(name).orElseThrow(() -> new InvalidQueryException(NONSENSE));
    }

    private static Bytes bytes(String characters) {
        try {
            return Bytes.fromBase64Url(characters);
        } catch (IllegalArgumentException malformed) {
            throw new InvalidQueryException(NONSENSE);
        }
    }
}
