package one.commserver.connection;

/// Where a plugin goes in the chain.
public sealed interface Position {

    /// Behind all others: closest to the application.
    static Position last() {
        return new Last();
    }

    /// Right behind the plugin of that name.
    static Position after(String plugin) {
        return new After(plugin);
    }

    /// Behind all others.
    record Last() implements Position {}

    /// Right behind another one.
    record After(String plugin) implements Position {}
}
