package one.commserver.transport.websocket;

import one.commserver.transport.ConnectionManager;
import one.commserver.transport.Gate;
import one.commserver.transport.Link;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/// The links of this node. Those that are told that the node is full count too, up to a number of their own; beyond it
/// an upgrade is refused before it costs anything.
final class OpenLinks implements ConnectionManager, Gate {

    private final IntSupplier max;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger served = new AtomicInteger();
    private volatile boolean shut;

    /// @param max how many sockets there may be now, those included that are being refused
    OpenLinks(IntSupplier max) {
        this.max = max;
    }

    @Override
    public int connectionCount() {
        return count.get();
    }

    @Override
    public int maxConnections() {
        return max.getAsInt();
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
        if (count.incrementAndGet() <= max.getAsInt()) {
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

    @Override
    public void open() {
        shut = false;
    }

    @Override
    public void shut() {
        shut = true;
    }

    void remove(Link link) {
        links.remove(link);
    }

    @Override
    public boolean isEmpty() {
        return count.get() == 0 && served.get() == 0;
    }

    /// A link is served from now on.
    void servingBegins() {
        served.incrementAndGet();
    }

    /// A link has ended, and what was behind it is cleaned up.
    void servingEnds() {
        served.decrementAndGet();
    }
}
