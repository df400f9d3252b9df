package one.commserver.health;

import one.commserver.transport.ConnectionManager;
import one.commserver.transport.Link;

import java.util.List;
import java.util.stream.Stream;

/// The open links of a server, which come and go with the list's.
public record FakeLinks(List<FakeLink> all) implements ConnectionManager {

    @Override
    public int connectionCount() {
        return all.size();
    }

    @Override
    public int maxConnections() {
        return Integer.MAX_VALUE;
    }

    @Override
    public Stream<Link> links() {
        return all.stream().map(link -> link);
    }
}
