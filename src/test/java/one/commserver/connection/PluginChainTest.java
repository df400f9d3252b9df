package one.commserver.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.wire.ConnectionEvent;
import one.commserver.wire.Direction;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

class PluginChainTest {

    private final FakeWire wire = new FakeWire();
    private final RecordingObserver observer = new RecordingObserver();
    private final Connection connection = wire.connection(1_000, observer);
    private final List<ConnectionEvent> received = new ArrayList<>();
    private final List<String> visits = new ArrayList<>();

    PluginChainTest() {
        connection.receive(received::add);
    }

    @Test
    void incomingEventsVisitFirstToLastAndOutgoingOnesLastToFirst() {
        connection.addPlugin(visitor("a")).addPlugin(visitor("b")).addPlugin(visitor("c"));

        connection.incoming(text("in"));
        connection.send("out");
        wire.run();

        assertThat(visits).containsExactly("a<in", "b<in", "c<in", "c>out", "b>out", "a>out");
        assertThat(received).containsExactly(text("in"));
        assertThat(wire.written).containsExactly(text("out"));
    }

    @Test
    void aPluginMayBePutRightBehindAnother() {
        connection.addPlugin(visitor("a")).addPlugin(visitor("c")).addPlugin(visitor("b"), Position.after("a"));

        assertThat(connection.plugins()).containsExactly("a", "b", "c");
        assertThat(observer.heard).contains("plugin b in [a, b, c]");
    }

    @Test
    void aPlaceBesideAPluginThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> connection.addPlugin(visitor("a"), Position.after("x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'x'");
        assertThat(connection.plugins()).isEmpty();
    }

    @Test
    void aNameIsTakenOnlyOnce() {
        connection.addPlugin(visitor("a"));

        assertThatThrownBy(() -> connection.addPlugin(visitor("a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'a'");
        assertThat(connection.plugins()).containsExactly("a");
    }

    @Test
    void aPluginMaySwallowAnEvent() {
        connection.addPlugin(incoming("a", (event, next) -> {})).addPlugin(visitor("b"));

        connection.incoming(text("in"));

        assertThat(visits).isEmpty();
        assertThat(received).isEmpty();
    }

    @Test
    void aPluginMayChangeAnEvent() {
        connection.addPlugin(incoming("a", (event, next) -> next.accept(text("changed")))).addPlugin(visitor("b"));

        connection.incoming(text("in"));

        assertThat(visits).containsExactly("b<changed");
        assertThat(received).containsExactly(text("changed"));
    }

    @Test
    void aPluginMayMakeSeveralEventsOfOne() {
        connection
                .addPlugin(
                        incoming(
                                "a",
                                (event, next) -> {
                                    next.accept(event);
                                    next.accept(text("more"));
                                }))
                .addPlugin(visitor("b"));

        connection.incoming(text("in"));

        assertThat(visits).containsExactly("b<in", "b<more");
        assertThat(received).containsExactly(text("in"), text("more"));
    }

    @Test
    void aPluginEmitsFromItsOwnPlace() {
        Emitter emitter = new Emitter();
        connection.addPlugin(visitor("a")).addPlugin(emitter).addPlugin(visitor("c"));

        emitter.context().emitIncoming(text("in"));
        emitter.context().emitOutgoing(text("out"));

        assertThat(visits).containsExactly("c<in", "a>out");
        assertThat(received).containsExactly(text("in"));
        assertThat(wire.written).containsExactly(text("out"));
        assertThat(emitter.context().connection()).isSameAs(connection);
    }

    @Test
    void eachPluginsOwnTimeAndTheBytesItGotAreTold() {
        List<String> told = new ArrayList<>();
        Connection timed =
                wire.connection(
                        1_000,
                        new ConnectionObserver() {
                            @Override
                            public void pluginRan(
                                    Connection c, String plugin, Direction direction, int bytes, long nanos) {
                                told.add(plugin + " " + direction + " " + bytes + " " + nanos);
                            }
                        });
        timed.addPlugin(
                        incoming(
                                "slow",
                                (event, next) -> {
                                    wire.advance(java.time.Duration.ofNanos(7));
                                    next.accept(text("längst"));
                                }))
                .addPlugin(incoming("slower", (event, next) -> wire.advance(java.time.Duration.ofNanos(9))));

        timed.incoming(text("in"));

        assertThat(told).containsExactly("slow INCOMING 2 7", "slower INCOMING 7 9");
    }

    private static ConnectionEvent text(String text) {
        return new ConnectionEvent.Text(text);
    }

    private Plugin visitor(String name) {
        return new Plugin() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void incoming(ConnectionEvent event, Consumer<ConnectionEvent> next) {
                visits.add(name + "<" + ((ConnectionEvent.Text) event).text());
                next.accept(event);
            }

            @Override
            public void outgoing(ConnectionEvent event, Consumer<ConnectionEvent> next) {
                visits.add(name + ">" + ((ConnectionEvent.Text) event).text());
                next.accept(event);
            }
        };
    }

    private static Plugin incoming(String name, BiConsumer<ConnectionEvent, Consumer<ConnectionEvent>> handler) {
        return new Plugin() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void incoming(ConnectionEvent event, Consumer<ConnectionEvent> next) {
                handler.accept(event, next);
            }
        };
    }

    private static final class Emitter implements Plugin {

        private @Nullable PluginContext attached;

        @Override
        public String name() {
            return "emitter";
        }

        @Override
        public void attached(PluginContext context) {
            attached = context;
        }

        private PluginContext context() {
            return java.util.Objects.requireNonNull(attached);
        }
    }
}
