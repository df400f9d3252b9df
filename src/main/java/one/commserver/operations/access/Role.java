package one.commserver.operations.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What somebody may do at the management port.
public enum Role {
    /// Look.
    VIEWER,
    /// Look, and change what can be changed.
    OPERATOR;

    /// The role of that name, in whatever case.
    static Optional<Role> named(String name) {
        return Arrays.stream(values()).filter(role -> role.name().equals(name.toUpperCase(Locale.ROOT))).findAny();
    }

    /// As Spring Security spells it.
    String authority() {
        return "ROLE_" + name();
    }
}
