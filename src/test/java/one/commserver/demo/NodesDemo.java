package one.commserver.demo;

import one.commserver.CommServerApplication;
import one.commserver.testing.RedisServer;

import java.util.ArrayList;
import java.util.List;

/// The tour through two nodes, with the tests' Redis: `./mvnw -q test-compile exec:exec@demo-nodes`.
final class NodesDemo {

    private NodesDemo() {}

    /// Begins.
    ///
    /// @param arguments of the tour
    public static void main(String[] arguments) {
        RedisServer redis = RedisServer.start();
        // the tour ends the process
        Runtime.getRuntime().addShutdownHook(new Thread(redis::close));
        var all = new ArrayList<>(List.of("demo", "--redis", redis.url()));
        all.addAll(List.of(arguments));
        CommServerApplication.main(all.toArray(String[]::new));
    }
}
