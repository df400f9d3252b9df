package one.commserver.transport.websocket;

import one.commserver.transport.ConnectionManager;
import one.commserver.transport.Link;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// The links of this node. Those that are told that the node is full count too, up to a number of their own; beyond it
/// an upgrade is refused before it costs anything.
final class OpenLinks implements ConnectionManager {

    private final int max;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean shut;

    /// @param max how many sockets there may be, those included that are being refused
    OpenLinks(int max) {
        this.max = max;
    }

    @Override
    public int connectionCount() {
        return count.get();
    }

    @Override
    public int maxConnections() {
        return max;
    }

    @Override
    public Stream<Link> links() {
        return links.stream();
    }

    /// Takes a place.
    ///
    /// @return false if there is none
    boolean reserve() {
        if (shut) {
            return false;
        }
        if (count.incrementAndGet() <= max) {
            return true;
        }
        count.decrementAndGet();
        return false;
    }

    /// Gives a place back that was reserved.
    void giveBack() {
        count.decrementAndGet();
    }

    /// Takes a link in.
    ///
    /// @return false if nobody is to be let in any more, and this link is to be closed like the others
    boolean add(Link link) {
        links.add(link);
        return !shut;
    }

    /// Lets clients in, again where it was shut.
    void open() {
        shut = false;
    }

    /// Lets nobody in from now on.
    ///
    /// @return who is there: with those that [#add] refuses, everybody
    List<Link> shut() {
        shut = true;
        return List.copyOf(links);
    }

    void remove(Link link) {
        links.remove(link);
    }
}
