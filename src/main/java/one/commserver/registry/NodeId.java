package one.commserver.registry;

/// Names one server process.
public record NodeId(String value) {
    @Override
    public String toString() {
        return value;
    }
}
