package one.commserver.transport;

/// Whether this node may read from its sockets. While it can't know whether its clients have gone on at other nodes it
/// may not: what an older connection had sent must not come behind what the newer one has.
///
/// Spec: chapter 4, a node whose lease has lapsed.
@FunctionalInterface
public interface ReadPermission {

    /// Nobody else can have the clients of this node.
    ReadPermission ALWAYS = () -> true;

    /// Whether it may, now. Any thread, for each read, before anything of it is looked at: it never waits.
    boolean mayRead();
}
