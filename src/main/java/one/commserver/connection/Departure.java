package one.commserver.connection;

/// Something that waits its turn to leave through a connection. Exactly one of [#depart] and [#drop] is called, on
/// the connection's thread.
public interface Departure {

    /// What it weighs in the queue, in bytes.
    int bytes();

    /// Its turn has come: write to the wire, don't flush.
    void depart();

    /// It won't leave: release what it holds.
    void drop();
}
