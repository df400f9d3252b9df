package one.commserver.transport;

/// Whether more links are let in, and whether all have gone. Any thread.
public interface Gate {

    /// Lets clients in, as it is at first.
    void open();

    /// Lets nobody in from now on: an upgrade is refused with HTTP status 503, and one that is under way is closed as
    /// by a server that restarts. Whoever looks at the links behind this sees all others.
    void shut();

    /// Whether nobody is inside any more, not even on the way in, and nothing is left to do behind those who were.
    boolean isEmpty();
}
