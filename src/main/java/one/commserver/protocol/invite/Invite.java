package one.commserver.protocol.invite;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.InvalidIdentityException;
import one.commserver.crypto.PublicKey;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.crypto.Transcript;
import one.commserver.protocol.WireTime;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

/// Somebody is invited by somebody: one signed object, whose bytes are registered, travel in the link, and come back
/// with every use.
///
/// A value that exists has its form; its signature still has to be checked, which is work for a processor and not for
/// an event loop: [#isSigned].
///
/// Spec: chapter 7, the invite.
///
/// @param key the invite's own Ed25519 key; its bytes are the invite's id, its private half is the [InviteSecret]
/// @param inviter whose peers those become who redeem it
/// @param server the URL of the server that knows it, `wss://…`, or `ws://…` for tests
/// @param expires from when on it is worth nothing; whole milliseconds
/// @param uses how many identities can redeem it: 1 to [#MAX_USES]
/// @param trustLevel a word of the inviter's, 1 to [#MAX_TRUST_LEVEL] of `A-Z a-z 0-9 . _ -`, which no server judges
/// @param signature the inviter's, over all else
public record Invite(
        PublicKey key,
        PublicKey inviter,
        String server,
        Instant expires,
        int uses,
        String trustLevel,
        Bytes signature) {

    /// What the inviter signs starts with.
    public static final String LABEL = "commserver/1 invite";

    /// How long an invite can be good for.
    public static final Duration MAX_LIFE = Duration.ofDays(30);

    /// How far the clocks of those who judge [#MAX_LIFE] may be apart.
    public static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    /// How often an invite can be redeemed at most.
    public static final int MAX_USES = 1000;

    /// Characters of a trust level.
    public static final int MAX_TRUST_LEVEL = 32;

    /// Characters of the server's URL.
    public static final int MAX_SERVER = 512;

    /// Bytes of an invite: more than an ml-dsa-65 key, its signature and the longest URL need.
    public static final int MAX_BYTES = 8192;

    /// Bytes of an invite's id.
    public static final int ID_BYTES = 32;

    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._-]{1," + MAX_TRUST_LEVEL + "}");
    private static final Pattern VISIBLE = Pattern.compile("[!-~]{1," + MAX_SERVER + "}");
    private static final Pattern USES = Pattern.compile("[1-9][0-9]{0,3}");

    /// @throws InvalidInviteException if a part breaks its rule
    public Invite {
        if (key.algorithm() != SignatureAlgorithm.ED25519) {
            throw new InvalidInviteException("An invite's own key is an Ed25519 key.");
        }
        if (uses < 1 || uses > MAX_USES) {
            throw new InvalidInviteException("An invite has 1 to " + MAX_USES + " uses.");
        }
        if (!WORD.matcher(trustLevel).matches()) {
            throw new InvalidInviteException("A trust level is a word of 1 to " + MAX_TRUST_LEVEL + " characters.");
        }
        if (!isServer(server)) {
            throw new InvalidInviteException("An invite's server is a wss URL without user and fragment.");
        }
        if (signature.length() != inviter.algorithm().signatureLength()) {
            throw new InvalidInviteException("The inviter's signature has another length.");
        }
        if (!expires.equals(WireTime.parse(WireTime.format(expires)))) {
            throw new InvalidInviteException("An invite expires at a whole millisecond.");
        }
    }

    /// Makes and signs an invite.
    ///
    /// @param secret its secret, which gives it its id
    /// @param inviter stays the caller's
    /// @param expires cut to milliseconds
    /// @throws InvalidInviteException if a part breaks its rule
    public static Invite sign(
            InviteSecret secret, SigningKey inviter, String server, Instant expires, int uses, String trustLevel) {
        Instant until = WireTime.parse(WireTime.format(expires));
        byte[] signed = transcript(secret.key(), inviter.publicKey(), server, until, uses, trustLevel).bytes();
        return new Invite(
                secret.key(), inviter.publicKey(), server, until, uses, trustLevel, Bytes.of(inviter.sign(signed)));
    }

    /// Reads an invite in its one spelling. Its signature isn't checked.
    ///
    /// @throws InvalidInviteException for anything else
    public static Invite decode(Bytes encoded) {
        if (encoded.length() > MAX_BYTES) {
            throw new InvalidInviteException("An invite has at most " + MAX_BYTES + " bytes.");
        }
        InviteFields fields = InviteFields.of(encoded);
        if (!fields.text().equals(LABEL)) {
            throw new InvalidInviteException("The bytes are labelled as something else than an invite.");
        }
        Invite invite;
        try {
            PublicKey key = PublicKey.of(new Identity(SignatureAlgorithm.ED25519, fields.bytes()), null);
            Identity inviter = Identity.parse(fields.text());
            Bytes inviterKey = fields.bytes();
            invite =
                    new Invite(
                            key,
                            PublicKey.of(inviter, inviterKey.length() == 0 ? null : inviterKey),
                            fields.text(),
                            WireTime.parse(fields.text()),
                            uses(fields.text()),
                            fields.text(),
                            fields.bytes());
        } catch (InvalidIdentityException | DateTimeException invalid) {
            throw new InvalidInviteException("A key or the expiry of the invite has not its form.");
        }
        // a key where the identity is one already, bytes behind the end, a text that isn't UTF-8
        if (!invite.encoded().equals(encoded)) {
            throw new InvalidInviteException("The invite is not in its one spelling.");
        }
        return invite;
    }

    /// Exactly the bytes that are registered and travel.
    public Bytes encoded() {
        return Bytes.of(
                transcript(key, inviter, server, expires, uses, trustLevel).add(signature.toByteArray()).bytes());
    }

    /// What the inviter's signature covers.
    public byte[] signedBytes() {
        return transcript(key, inviter, server, expires, uses, trustLevel).bytes();
    }

    /// Whether the inviter's signature holds. Not for an event loop.
    public boolean isSigned() {
        return inviter.verify(signedBytes(), signature.toByteArray());
    }

    /// Which invite it is.
    public Bytes id() {
        return key.encoded();
    }

    /// Whether it is worth nothing any more.
    public boolean isExpiredAt(Instant now) {
        return !now.isBefore(expires);
    }

    /// Whether it claims to live longer than any invite may.
    public boolean isTooLongAt(Instant now) {
        return expires.isAfter(now.plus(MAX_LIFE).plus(CLOCK_SKEW));
    }

    private static Transcript transcript(
            PublicKey key, PublicKey inviter, String server, Instant expires, int uses, String trustLevel) {
        return Transcript.labelled(LABEL)
                .add(key.encoded().toByteArray())
                .add(inviter.identity().wire())
                .add(inviter.besideIdentity().map(Bytes::toByteArray).orElseGet(() -> new byte[0]))
                .add(server)
                .add(WireTime.format(expires))
                .add(Integer.toString(uses))
                .add(trustLevel);
    }

    private static int uses(String text) {
        if (!USES.matcher(text).matches()) {
            throw new InvalidInviteException("An invite has 1 to " + MAX_USES + " uses.");
        }
        return Integer.parseInt(text);
    }

    private static boolean isServer(String url) {
        if (!VISIBLE.matcher(url).matches()) {
            return false;
        }
        try {
            URI uri = new URI(url);
            boolean scheme = "wss".equals(uri.getScheme()) || "ws".equals(uri.getScheme());
            return scheme && uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawFragment() == null;
        } catch (URISyntaxException malformed) {
            return false;
        }
    }

    /// Names invite and inviter, shortened.
    @Override
    public String toString() {
        return "Invite[" + key + " of " + inviter + ", until " + expires + "]";
    }
}
