package one.commserver.client.pairing;

import one.commserver.client.pairing.PairingException.Reason;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.protocol.invite.InvalidInviteException;
import one.commserver.protocol.invite.Invite;
import one.commserver.protocol.invite.InviteSecret;
import one.commserver.protocol.invite.PairingTranscripts;

import java.time.Instant;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An invite and its secret, as they are handed over. Whoever has the text can redeem the invite: it is shown to the
/// invited only, and neither logged nor kept. Closing wipes the secret.
///
/// Spec: chapter 7, the link.
public final class InviteLink implements AutoCloseable {

    /// What stands before the fragment where no web page is meant to open the link.
    public static final String SCHEME = "commserver:pair";

    /// Characters of a link: the largest invite, the secret, and a page's URL.
    public static final int MAX_LENGTH = 16 * 1024;

    private static final Pattern FORM =
            Pattern.compile("(commserver:pair|https://[^\\s#]+)#([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)");
    private static final Pattern PAGE = Pattern.compile("https://[^\\s#]+");

    private final Invite invite;
    private final InviteSecret secret;

    /// Takes the secret over.
    InviteLink(Invite invite, InviteSecret secret) {
        this.invite = invite;
        this.secret = secret;
    }

    /// Reads and checks a link without connecting anywhere: form, secret, signature, and expiry at that moment. Takes
    /// a signature's time.
    ///
    /// @throws PairingException saying what is wrong
    public static InviteLink parse(String text, Instant now) {
        InviteLink link = read(text);
        try {
            link.checkTime(now);
        } catch (PairingException wrong) {
            link.close();
            throw wrong;
        }
        return link;
    }

    /// Reads a link without asking whether its time is over, for whoever has redeemed it already. Otherwise like
    /// [#parse]; [#check] asks.
    ///
    /// @throws PairingException saying what is wrong
    public static InviteLink read(String text) {
        Matcher parts = FORM.matcher(text.length() > MAX_LENGTH ? "" : text);
        if (!parts.matches()) {
            throw new PairingException(Reason.MALFORMED_LINK);
        }
        Invite invite;
        InviteSecret secret;
        try {
            invite = Invite.decode(Bytes.fromBase64Url(parts.group(2)));
            secret = secret(parts.group(3));
        } catch (InvalidInviteException invalid) {
            throw new PairingException(Reason.MALFORMED_INVITE);
        } catch (IllegalArgumentException malformed) {
            throw new PairingException(Reason.MALFORMED_LINK);
        }
        var link = new InviteLink(invite, secret);
        try {
            link.checkWhole();
        } catch (PairingException wrong) {
            link.close();
            throw wrong;
        }
        return link;
    }

    private static InviteSecret secret(String text) {
        byte[] seed = Bytes.fromBase64Url(text).toByteArray();
        try {
            return InviteSecret.ofSeed(seed);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    /// Checks again what may have changed, and all else.
    ///
    /// @throws PairingException saying what is wrong
    public void check(Instant now) {
        checkWhole();
        checkTime(now);
    }

    private void checkTime(Instant now) {
        if (invite.isExpiredAt(now)) {
            throw new PairingException(Reason.EXPIRED);
        } else if (invite.isTooLongAt(now)) {
            throw new PairingException(Reason.TOO_LONG);
        }
    }

    private void checkWhole() {
        if (!secret.id().equals(invite.id())) {
            throw new PairingException(Reason.WRONG_SECRET);
        } else if (!invite.isSigned()) {
            throw new PairingException(Reason.NOT_SIGNED);
        }
    }

    /// Who invites, to which server, until when.
    public Invite invite() {
        return invite;
    }

    /// What shows the server that its holder may find the inviter. Not for an event loop.
    ///
    /// @param asker who asks
    public Bytes proofOfFinding(Identity asker) {
        return secret.sign(PairingTranscripts.discovery(invite.id(), invite.inviter().identity(), asker));
    }

    InviteSecret secret() {
        return secret;
    }

    /// The link for an application: `commserver:pair#…`. Secret.
    ///
    /// @throws IllegalStateException after close
    public String text() {
        return SCHEME + fragment();
    }

    /// The link for a web page, whose server doesn't get what stands behind the `#`. Secret.
    ///
    /// @param page an `https` URL without a fragment
    /// @throws IllegalArgumentException if it isn't one
    /// @throws IllegalStateException after close
    public String text(String page) {
        if (!PAGE.matcher(page).matches()) {
            throw new IllegalArgumentException("a link's page is an https URL without a fragment");
        }
        return page + fragment();
    }

    private String fragment() {
        byte[] seed = secret.seed();
        try {
            return '#' + invite.encoded().toBase64Url() + '.' + Bytes.of(seed).toBase64Url();
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    @Override
    public void close() {
        secret.close();
    }

    /// Without the secret.
    @Override
    public String toString() {
        return "InviteLink[" + invite + "]";
    }
}
