package one.commserver.wire;

/// Something that waits its turn to leave through a connection. Exactly one of [#depart] and [#drop] is called.
public interface Departure {

    /// What it weighs in the queue, in bytes.
    int bytes();

    /// Its turn has come: write to the wire, don't flush. On the connection's thread.
    void depart();

    /// It won't leave: release what it holds. On the connection's thread, or at once on the one that adds it, if
    /// the connection takes nothing more.
    void drop();
}
