package one.commserver.operations.access;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;
import java.util.regex.Pattern;

/// Who may use the management port.
///
/// @param openMetrics whether Prometheus needs no password
/// @param operatorName by which name whoever may look and change logs in
/// @param operatorPassword the bcrypt hash of that password, with its algorithm: `{bcrypt}$2y$12$…`, of a cost from 4
///     to 13; never shown
/// @param viewerName by which name whoever may look logs in
/// @param viewerPassword the hash of that password; none: there is no such name; never shown
/// @param generatePassword whether a password for the operator is made up at each start and shown once, on a terminal
///     or in a file that only the process's own user can read, if neither a password nor
///     `spring.security.oauth2.resourceserver.jwt` is set; else nobody can log in then
/// @param rolesClaim which claim of a JWT names the roles, `viewer` or `operator`
/// @param failedLogins how often a login from one address by one name may fail within a minute; at least 1
/// @param requestTimeout how long a request to the management port may take to arrive, and how long a socket there may
///     be idle
/// @param connections how many sockets the management port takes at the same moment; at least 1
@ConfigurationProperties("commserver.operations")
public record AccessProperties(
        @DefaultValue("true") boolean openMetrics,
        @DefaultValue("operator") String operatorName,
        @Nullable String operatorPassword,
        @DefaultValue("viewer") String viewerName,
        @Nullable String viewerPassword,
        @DefaultValue("true") boolean generatePassword,
        @DefaultValue("roles") String rolesClaim,
        @DefaultValue("10") int failedLogins,
        @DefaultValue("10s") Duration requestTimeout,
        @DefaultValue("200") int connections) {

    /// Slow ones only: whoever gets hold of the configuration must not get hold of the password. Not slower than about
    /// half a second of a processor: whoever guesses must not get hold of that.
    private static final Pattern HASH = Pattern.compile("\\{bcrypt}\\$2[aby]\\$(0[4-9]|1[0-3])\\$[./A-Za-z0-9]{53}");

    public AccessProperties {
        operatorPassword = hash("operator-password", operatorPassword);
        viewerPassword = hash("viewer-password", viewerPassword);
        if (operatorName.isBlank() || viewerName.isBlank() || operatorName.equalsIgnoreCase(viewerName)) {
            throw new IllegalArgumentException(
                    "commserver.operations.operator-name and commserver.operations.viewer-name must be two names");
        }
        if (failedLogins < 1) {
            throw new IllegalArgumentException("commserver.operations.failed-logins must be at least 1");
        }
        if (!requestTimeout.isPositive()) {
            throw new IllegalArgumentException("commserver.operations.request-timeout must be positive");
        }
        if (connections < 1) {
            throw new IllegalArgumentException("commserver.operations.connections must be at least 1");
        }
    }

    /// The message must not quote it: it may be the password itself.
    private static @Nullable String hash(String name, @Nullable String value) {
        if (value == null || value.isBlank()) {
            return null;
        }
        if (!HASH.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "commserver.operations."
                            + name
                            + " must be a hash by bcrypt with its algorithm and a cost from 4 to 13,"
                            + " {bcrypt}$2y$12$... for example");
        }
        return value;
    }

    /// Without anything that may be secret.
    @Override
    public String toString() {
        return "AccessProperties[hidden]";
    }
}
