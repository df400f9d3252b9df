package one.commserver.registry;

/// Names one server process.
public record NodeId(String value) {

    /// Stands behind the node in the name under which it has a lease, before a number.
    private static final char LEASE = '#';

    /// Whose lease that is: `<node>#<number>`.
    public static NodeId ofLease(String name) {
        int number = name.indexOf(LEASE);
        return new NodeId(number < 0 ? name : name.substring(0, number));
    }

    @Override
    public String toString() {
        return value;
    }
}
