package one.commserver.bench.run;

import one.commserver.bench.join.Channels;
import one.commserver.bench.join.Contender;
import one.commserver.bench.machine.Neighbours;
import one.commserver.bench.machine.ServerProcess;
import one.commserver.bench.report.Section;
import one.commserver.testing.RedisServer;

import java.util.ArrayList;
import java.util.List;

/// Two nodes and their Redis share the core that the server otherwise has alone.
public final class Nodes {

    private Nodes() {}

    /// Measures.
    ///
    /// @param server the one node beside them
    /// @param neighbours aren't what Redis used
    public static List<Section> measure(Lab lab, Contender server, Neighbours neighbours) throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            lab.servers().cores().pinServer(redis.processId());
            String url = "--commserver.redis.url=" + redis.url();
            try (ServerProcess first = lab.servers().server("node-0", url);
                    ServerProcess second = lab.servers().server("node-1", url)) {
                var across = new Channels(lab.loop(), first.address(), second.address(), 1);
                Contender nodes =
                        new Contender("two nodes", List.of(first, second), lab.loop(), across)
                                .join(lab.settings().pairs());
                lab.warmUp(nodes, lab.loads());
                var sections = new ArrayList<Section>();
                lab.compare("the nodes", lab.settings().fewerRounds(), lab.loads(), List.of(nodes, server))
                        .forEach((title, rounds) ->
                                sections.add(
                                        new Section(
                                                "Across two nodes: " + title,
                                                rounds.renamed(server.name(), "one node").asTable())));
                neighbours.except(redis.cpu());
                return sections;
            }
        }
    }
}
