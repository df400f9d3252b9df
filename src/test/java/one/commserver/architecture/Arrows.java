package one.commserver.architecture;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The packages below the base package and which of them each may import. The base package itself wires the rest and
/// may import all.
///
/// An arrow carries along what its target may import. A package below another may import that one, and what that one
/// may, unless that one imports it: then it is a part of it and knows nothing of the whole.
/// What nobody is given here (`registry.memory`, `relay.local`, `transport.websocket`) nobody imports.
final class Arrows {

    static final String ROOT = "";

    private static final Map<String, Set<String>> TABLE =
            Map.ofEntries(
                    entry("crypto", Set.of()),
                    entry("crypto.agreement", Set.of()),
                    entry("crypto.box", Set.of()),
                    entry("crypto.sealing", Set.of()),
                    entry("protocol", Set.of("crypto")),
                    entry("protocol.invite", Set.of()),
                    entry("protocol.one", Set.of("crypto.box")),
                    entry("protocol.sealing", Set.of("crypto.sealing")),
                    entry("verification", Set.of("crypto")),
                    entry("wire", Set.of("protocol")),
                    entry("connection", Set.of("wire", "protocol", "crypto")),
                    entry("connection.plugin", Set.of()),
                    entry("connection.websocket", Set.of()),
                    entry("connection.statistics", Set.of()),
                    entry("telemetry", Set.of("protocol", "connection", "connection.statistics")),
                    entry("tracing", Set.of("protocol", "connection", "telemetry")),
                    entry("address", Set.of("protocol")),
                    entry("limits", Set.of("address", "protocol", "telemetry")),
                    entry("limits.memory", Set.of("storage", "connection")),
                    entry("limits.redis", Set.of("redis", "connection")),
                    entry("transport", Set.of("connection", "protocol", "limits", "telemetry")),
                    entry("transport.accept", Set.of()),
                    entry("transport.websocket", Set.of("connection.websocket", "connection.plugin")),
                    entry("storage", Set.of()),
                    entry("redis", Set.of("storage", "telemetry", "crypto", "tracing")),
                    entry("registry", Set.of("protocol", "transport", "limits", "telemetry", "storage")),
                    entry("registry.handover", Set.of()),
                    entry("registry.memory", Set.of("registry.handover")),
                    entry("registry.redis", Set.of("redis", "registry.handover")),
                    entry(
                            "relay",
                            Set.of(
                                    "registry",
                                    "relay.bounds",
                                    "relay.bus",
                                    "relay.channel",
                                    "relay.record",
                                    "relay.remote")),
                    entry(
                            "relay.channel",
                            Set.of("registry", "relay.bounds", "relay.bus", "relay.record", "crypto", "tracing")),
                    entry("relay.record", Set.of("registry", "relay.bus", "crypto")),
                    entry("relay.record.redis", Set.of("redis")),
                    entry("relay.remote", Set.of("relay.channel", "relay.bus", "relay.record", "registry")),
                    entry("relay.bounds", Set.of("registry", "limits", "crypto")),
                    entry("relay.bus", Set.of("registry", "crypto", "tracing")),
                    entry("relay.bus.redis", Set.of("redis")),
                    entry("relay.local", Set.of()),
                    entry("handshake", Set.of("relay", "crypto", "verification")),
                    entry("pairing", Set.of("relay", "crypto", "protocol.invite", "verification")),
                    entry("pairing.memory", Set.of()),
                    entry("pairing.redis", Set.of("redis")),
                    entry(
                            "discovery",
                            Set.of(
                                    "address",
                                    "registry",
                                    "pairing",
                                    "handshake",
                                    "transport",
                                    "limits",
                                    "crypto",
                                    "protocol.sealing",
                                    "verification")),
                    entry("discovery.memory", Set.of()),
                    entry("discovery.redis", Set.of("redis")),
                    entry("mailbox", Set.of("registry", "pairing", "limits", "crypto")),
                    entry("mailbox.memory", Set.of()),
                    entry("mailbox.redis", Set.of("redis")),
                    entry(
                            "session",
                            Set.of(
                                    "handshake",
                                    "pairing",
                                    "discovery",
                                    "mailbox",
                                    "relay",
                                    "registry",
                                    "transport",
                                    "session.link",
                                    "session.one")),
                    entry("session.link", Set.of("registry", "relay", "transport", "limits", "telemetry")),
                    entry("session.one", Set.of("session.link", "relay", "registry", "protocol.one", "verification")),
                    entry("health", Set.of("registry", "relay", "transport", "telemetry", "limits")),
                    entry("drain", Set.of("registry", "transport")),
                    entry(
                            "operations",
                            Set.of("session", "health", "telemetry", "drain", "trend", "operations.access")),
                    entry("operations.limits", Set.of("discovery", "mailbox", "pairing", "relay", "registry")),
                    entry("operations.asking", Set.of("registry")),
                    entry("operations.asking.redis", Set.of("redis")),
                    entry("operations.explain", Set.of("operations.asking")),
                    entry("operations.console", Set.of()),
                    entry("trend", Set.of("protocol", "connection", "telemetry")),
                    entry("operations.access", Set.of("limits", "telemetry", "transport")),
                    entry(
                            "client",
                            Set.of(
                                    "protocol",
                                    "crypto",
                                    "connection",
                                    "connection.websocket",
                                    "connection.plugin",
                                    "connection.statistics",
                                    "client.authentication",
                                    "client.dial",
                                    "client.flow",
                                    "client.request",
                                    "client.timing")),
                    entry("client.authentication", Set.of("protocol", "crypto", "connection")),
                    entry("client.encryption", Set.of("protocol", "crypto", "crypto.agreement")),
                    entry("client.peer", Set.of("client.encryption")),
                    entry("client.dial", Set.of("protocol", "connection", "connection.websocket")),
                    entry("client.flow", Set.of("protocol", "connection")),
                    entry("client.request", Set.of("protocol", "crypto")),
                    entry("client.discovery", Set.of("client.pairing", "protocol.sealing", "address")),
                    entry("client.sync", Set.of("client.pairing", "protocol.sealing")),
                    entry("client.inbox", Set.of("client.sync", "client.files")),
                    entry("client.files", Set.of("crypto")),
                    entry(
                            "client.one",
                            Set.of(
                                    "client.dial",
                                    "client.flow",
                                    "client.one.handshake",
                                    "client.one.plugin",
                                    "connection.plugin",
                                    "crypto.box",
                                    "protocol.one")),
                    entry("client.one.handshake", Set.of("protocol.one", "crypto.box")),
                    entry("client.one.plugin", Set.of("connection", "crypto.box")),
                    entry("client.pairing", Set.of("protocol.invite")),
                    entry("client.timing", Set.of()),
                    entry(
                            "demo",
                            Set.of(
                                    "client",
                                    "client.pairing",
                                    "client.discovery",
                                    "client.sync",
                                    "client.inbox",
                                    "client.peer",
                                    "demo.journal")),
                    entry("demo.journal", Set.of("connection", "terminal")),
                    entry("terminal", Set.of("connection")),
                    entry("cli", Set.of("cli.outcome", "cli.transfer", "cli.doctor", "terminal")),
                    entry("cli.outcome", Set.of("client", "client.pairing", "client.peer")),
                    entry("cli.transfer", Set.of("cli.outcome", "client.files")),
                    entry("cli.doctor", Set.of("cli.outcome", "terminal")));

    private Arrows() {}

    static Set<String> packages() {
        return new TreeSet<>(TABLE.keySet());
    }

    static boolean isDeclared(String name) {
        return name.equals(ROOT) || TABLE.containsKey(name);
    }

    /// Whether classes of the first package may use classes of the second.
    static boolean allow(String from, String to) {
        return from.equals(to) || from.equals(ROOT) || reachable(from).contains(to);
    }

    static Set<String> reachable(String from) {
        var reached = new TreeSet<String>();
        follow(from, reached);
        return reached;
    }

    private static void follow(String from, Set<String> reached) {
        var next = new TreeSet<>(TABLE.getOrDefault(from, Set.of()));
        int dot = from.lastIndexOf('.');
        if (dot > 0) {
            String above = from.substring(0, dot);
            if (!TABLE.getOrDefault(above, Set.of()).contains(from)) {
                next.add(above);
            }
        }
        next.stream().filter(reached::add).toList().forEach(target -> follow(target, reached));
    }
}
