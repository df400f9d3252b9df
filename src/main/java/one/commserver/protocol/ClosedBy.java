package one.commserver.protocol;

/// Who ended something, apart from why.
public enum ClosedBy implements WireName {
    /// The client that reads this.
    CLIENT("client"),
    /// The client at the other end.
    PEER("peer"),
    /// The server.
    SERVER("server");

    private final String wireName;

    ClosedBy(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
