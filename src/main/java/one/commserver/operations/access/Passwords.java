package one.commserver.operations.access;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// The names that have a password.
final class Passwords {

    private static final Logger LOG = LoggerFactory.getLogger(Passwords.class);
    private static final int GENERATED_BYTES = 16;
    private static final String PREFIX = "{bcrypt}";
    private static final String NOBODY = "nobody";

    private final BCryptPasswordEncoder encoder = new BCryptPasswordEncoder();
    private final VerifiedLogins verified = new VerifiedLogins();
    private final List<Account> accounts = new ArrayList<>();

    /// A name, what it may, and the hash of its password.
    record Account(String name, Role role, String hash) {

        Authentication authentication() {
            return UsernamePasswordAuthenticationToken.authenticated(
                    name, null, List.of(new SimpleGrantedAuthority(role.authority())));
        }

        /// Without the hash.
        @Override
        public String toString() {
            return "Account[" + name + "]";
        }
    }

    /// @param needed whether nobody could log in without a password
    Passwords(AccessProperties properties, boolean needed, PasswordTeller teller) {
        add(properties.viewerName(), properties.viewerPassword(), Role.VIEWER);
        add(properties.operatorName(), properties.operatorPassword(), Role.OPERATOR);
        if (!accounts.isEmpty() || !needed) {
            return;
        }
        if (properties.generatePassword()) {
            byte[] random = new byte[GENERATED_BYTES];
            new SecureRandom().nextBytes(random);
            String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
            add(properties.operatorName(), PREFIX + encoder.encode(password), Role.OPERATOR);
            teller.tell(properties.operatorName(), password);
        } else {
            LOG.warn(
                    "Nobody can log in at the management port: set commserver.operations.operator-password or"
                            + " spring.security.oauth2.resourceserver.jwt");
        }
    }

    /// Whether anybody has one.
    boolean exist() {
        return !accounts.isEmpty();
    }

    /// By what failures of a name are counted: the names that there are, and one for all others.
    String countedAs(String name) {
        return named(name).map(account -> account.role().name()).orElse(NOBODY);
    }

    /// Whose login this is, if it was right before. Takes microseconds.
    Optional<Account> known(String name, String password) {
        return verified.find(verified.spell(name, password));
    }

    /// Whose login this is. Takes up to half a second of a processor, also for a name that there isn't.
    Optional<Account> check(String name, String password) {
        String login = verified.spell(name, password);
        Optional<Account> before = verified.find(login);
        if (before.isPresent() || accounts.isEmpty()) {
            return before;
        }
        Optional<Account> account = named(name);
        boolean matches = encoder.matches(password, account.orElse(accounts.getLast()).hash());
        if (account.isEmpty() || !matches) {
            return Optional.empty();
        }
        verified.add(login, account.get());
        return account;
    }

    private Optional<Account> named(String name) {
        return accounts.stream().filter(account -> account.name().equalsIgnoreCase(name)).findAny();
    }

    private void add(String name, @Nullable String hash, Role role) {
        if (hash != null) {
            accounts.add(new Account(name, role, hash.substring(PREFIX.length())));
        }
    }
}
