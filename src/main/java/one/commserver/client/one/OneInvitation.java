package one.commserver.client.one;

import one.commserver.client.dial.ServerAddress;
import one.commserver.client.one.plugin.OneException;
import one.commserver.client.one.plugin.OneException.Reason;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.Randomness;
import one.commserver.crypto.box.BoxPublicKey;
import one.commserver.crypto.box.InvalidBoxKeyException;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An invitation to pair, as it is handed over. Whoever has the token can pair in the invited one's place: it is shown
/// to him only, and neither logged nor kept.
///
/// @param token 1 to 1024 characters
/// @param publicKey by which the inviter is reached
/// @param url where: `ws://` or `wss://`
public record OneInvitation(String token, BoxPublicKey publicKey, String url) {

    /// Characters of a link.
    public static final int MAX_LENGTH = 16 * 1024;

    /// Characters of a token.
    static final int MAX_TOKEN = 1024;

    /// Makes 64 characters, as existing applications do.
    private static final int TOKEN_BYTES = 48;

    private static final int MEMBERS = 3;

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    /// @throws OneException if the token or the URL is none
    public OneInvitation {
        if (token.isEmpty() || token.length() > MAX_TOKEN) {
            throw malformed();
        }
        try {
            ServerAddress.parse(url);
        } catch (IllegalArgumentException noAddress) {
            throw malformed();
        }
    }

    /// One with a fresh token.
    ///
    /// @throws OneException if the URL is none
    public static OneInvitation create(BoxPublicKey publicKey, String url) {
        return new OneInvitation(Bytes.of(Randomness.bytes(TOKEN_BYTES)).toBase64Url(), publicKey, url);
    }

    /// Reads a link: whatever stands before the first `#`, and the invitation behind it.
    ///
    /// @throws OneException if it isn't an invitation, or holds something else too; nothing of it is repeated
    public static OneInvitation parse(String link) {
        int hash = link.indexOf('#');
        if (hash < 0 || link.length() > MAX_LENGTH) {
            throw malformed();
        }
        JsonNode tree;
        try {
            tree = MAPPER.readTree(UriComponent.decode(link.substring(hash + 1)));
        } catch (JacksonException | IllegalArgumentException noJson) {
            throw malformed();
        }
        if (!tree.isObject() || tree.size() != MEMBERS) {
            throw malformed();
        }
        try {
            return new OneInvitation(
                    text(tree, "token"), BoxPublicKey.ofHex(text(tree, "publicKey")), text(tree, "url"));
        } catch (InvalidBoxKeyException noKey) {
            throw malformed();
        }
    }

    /// The link that is handed over.
    ///
    /// @param prefix the address of a page that opens it, without a fragment
    /// @throws IllegalArgumentException for a prefix with a fragment
    public String link(String prefix) {
        if (prefix.indexOf('#') >= 0) {
            throw new IllegalArgumentException("the fragment is the invitation's");
        }
        String json =
                "{\"token\":"
                        + UriComponent.quote(token)
                        + ",\"publicKey\":\""
                        + publicKey.hex()
                        + "\",\"url\":"
                        + UriComponent.quote(url)
                        + '}';
        return prefix + '#' + UriComponent.encode(json);
    }

    private static String text(JsonNode tree, String name) {
        JsonNode member = tree.get(name);
        if (member == null || !member.isString()) {
            throw malformed();
        }
        return member.stringValue();
    }

    private static OneException malformed() {
        return new OneException(Reason.MALFORMED, "This is no invitation.");
    }

    /// Without the token.
    @Override
    public String toString() {
        return "OneInvitation[" + publicKey + " at " + ServerAddress.parse(url) + "]";
    }
}
