package one.commserver.connection;

import one.commserver.wire.ConnectionEvent;
import one.commserver.wire.Direction;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The ordered plugins of one connection. Confined to the connection's thread, but for [#names].
///
/// Events pass stage by stage, so a plugin's time is its own and not that of those behind it.
final class PluginChain {

    private final Connection connection;
    private final NanoClock clock;
    private final ConnectionObserver observer;
    private final Consumer<ConnectionEvent> toReceiver;
    private final Consumer<ConnectionEvent> toWire;
    private volatile List<Plugin> plugins = List.of();

    PluginChain(
            Connection connection,
            NanoClock clock,
            ConnectionObserver observer,
            Consumer<ConnectionEvent> toReceiver,
            Consumer<ConnectionEvent> toWire) {
        this.connection = connection;
        this.clock = clock;
        this.observer = observer;
        this.toReceiver = toReceiver;
        this.toWire = toWire;
    }

    void add(Plugin plugin, Position position) {
        if (find(plugin.name()) != null) {
            throw new IllegalArgumentException("the connection has a plugin '" + plugin.name() + "' already");
        }
        List<Plugin> changed = new ArrayList<>(plugins);
        changed.add(indexFor(position, changed), plugin);
        plugins = List.copyOf(changed);
        plugin.attached(new Context(plugin));
        observer.pluginAdded(connection, plugin.name(), names());
    }

    List<String> names() {
        return plugins.stream().map(Plugin::name).toList();
    }

    void incoming(ConnectionEvent event) {
        run(event, Direction.INCOMING, 0);
    }

    void outgoing(ConnectionEvent event) {
        run(event, Direction.OUTGOING, plugins.size() - 1);
    }

    private int indexFor(Position position, List<Plugin> list) {
        return switch (position) {
            case Position.Last() -> list.size();
            case Position.After(String name) -> {
                Plugin before = find(name);
                if (before == null) {
                    throw new IllegalArgumentException("the connection has no plugin '" + name + "'");
                }
                yield list.indexOf(before) + 1;
            }
        };
    }

    private @Nullable Plugin find(String name) {
        for (Plugin plugin : plugins) {
            if (plugin.name().equals(name)) {
                return plugin;
            }
        }
        return null;
    }

    private void run(ConnectionEvent event, Direction direction, int from) {
        List<Plugin> stages = plugins;
        boolean in = direction == Direction.INCOMING;
        List<ConnectionEvent> events = List.of(event);
        for (int i = from; in ? i < stages.size() : i >= 0; i += in ? 1 : -1) {
            events = pass(stages.get(i), direction, events);
            if (events.isEmpty()) {
                return;
            }
        }
        events.forEach(in ? toReceiver : toWire);
    }

    private List<ConnectionEvent> pass(Plugin plugin, Direction direction, List<ConnectionEvent> events) {
        List<ConnectionEvent> passed = new ArrayList<>(1);
        for (ConnectionEvent event : events) {
            long start = clock.nanos();
            if (direction == Direction.INCOMING) {
                plugin.incoming(event, passed::add);
            } else {
                plugin.outgoing(event, passed::add);
            }
            observer.pluginRan(connection, plugin.name(), direction, event.bytes(), clock.nanos() - start);
        }
        return passed;
    }

    private final class Context implements PluginContext {

        private final Plugin plugin;

        private Context(Plugin plugin) {
            this.plugin = plugin;
        }

        @Override
        public Connection connection() {
            return connection;
        }

        @Override
        public void emitIncoming(ConnectionEvent event) {
            run(event, Direction.INCOMING, plugins.indexOf(plugin) + 1);
        }

        @Override
        public void emitOutgoing(ConnectionEvent event) {
            run(event, Direction.OUTGOING, plugins.indexOf(plugin) - 1);
        }
    }
}
