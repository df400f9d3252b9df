package one.commserver.operations.access;

import one.commserver.crypto.Randomness;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Remembers the logins that were right lately, so that a console that asks each second doesn't cost a processor, and
/// isn't locked out by somebody else's failures. No password is kept, but its HMAC-SHA-256 by a key that this process
/// has drawn and nobody else has. Passwords don't change as long as the process lives, so nothing gets old here.
///
/// Any thread; takes microseconds.
final class VerifiedLogins {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    /// More than there are names: of a password that is longer than bcrypt reads, several spellings are right.
    private static final int MOST = 16;

    private final SecretKeySpec key = new SecretKeySpec(Randomness.bytes(KEY_BYTES), ALGORITHM);
    private final Map<String, Passwords.Account> right = new LinkedHashMap<>();

    VerifiedLogins() {
        // what the platform loads for it must not be loaded on an event loop
        var _ = spell("", "");
    }

    synchronized Optional<Passwords.Account> find(String login) {
        return Optional.ofNullable(right.get(login));
    }

    synchronized void add(String login, Passwords.Account account) {
        if (right.size() >= MOST) {
            right.clear();
        }
        right.put(login, account);
    }

    /// What stands for a name and its password here.
    String spell(String name, String password) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            // the length keeps the two apart
            mac.update((name.length() + ":" + name).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("each Java platform has HMAC-SHA-256", impossible);
        }
    }
}
