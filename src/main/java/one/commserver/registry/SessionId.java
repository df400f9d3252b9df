package one.commserver.registry;

/// Names a session inside the server; unlike its token it is no secret, and worth nothing to anybody.
public record SessionId(String value) {
    @Override
    public String toString() {
        return value;
    }
}
