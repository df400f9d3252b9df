package one.commserver.operations.access;

/// Tells whoever has started the node the password that was made up for it: once, and where no log keeps it.
@FunctionalInterface
public interface PasswordTeller {

    void tell(String name, String password);
}
