package one.commserver.health;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.ConnectionSettings;
import one.commserver.connection.ConnectionState;
import one.commserver.connection.FakeWire;
import one.commserver.connection.NanoClock;
import one.commserver.connection.plugin.PingPongPlugin;
import one.commserver.transport.ClientAddress;
import one.commserver.transport.FrameOutlet;
import one.commserver.transport.FrameSwitch;
import one.commserver.transport.Link;
import one.commserver.wire.ConnectionEvent;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// A link over a [FakeWire].
public final class FakeLink implements Link {

    public final FakeWire wire = new FakeWire();
    final Connection connection;
    final List<Duration> pingedAt = new ArrayList<>();
    boolean broken;

    private static final ClientAddress ADDRESS = new ClientAddress("127.0.0.1");

    private final Set<HoldReason> holds = EnumSet.noneOf(HoldReason.class);

    private final NanoClock clock;
    private final PingPongPlugin pingPong;

    public FakeLink(NanoClock clock) {
        this.clock = clock;
        this.connection =
                new Connection(
                        wire, new ConnectionSettings(1_000, Duration.ofSeconds(5), clock, ConnectionObserver.NONE));
        this.pingPong = new PingPongPlugin(clock, ConnectionObserver.NONE);
        connection.addPlugin(pingPong);
        connection.become(ConnectionState.CONNECTING);
        connection.become(ConnectionState.CONNECTED);
    }

    void receive(ConnectionEvent event) {
        connection.touched();
        connection.incoming(event);
    }

    void answerPing() {
        receive(new ConnectionEvent.Pong(((ConnectionEvent.Ping) wire.written.getLast()).payload()));
    }

    /// Runs what waits on its thread.
    public void run() {
        wire.run();
    }

    boolean isCut() {
        return wire.terminated != null;
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public void ping() {
        if (broken) {
            throw new IllegalStateException("on purpose");
        }
        pingedAt.add(Duration.ofNanos(clock.nanos()));
        connection.execute(pingPong::ping);
    }

    @Override
    public long roundTripNanos() {
        return pingPong.roundTripNanos();
    }

    @Override
    public boolean isHeld() {
        return !holds.isEmpty();
    }

    @Override
    public void hold(HoldReason reason, boolean on) {
        if (on ? holds.add(reason) : holds.remove(reason)) {
            connection.reading(holds.isEmpty());
        }
    }

    @Override
    public ClientAddress address() {
        return ADDRESS;
    }

    @Override
    public @Nullable String subprotocol() {
        return null;
    }

    /// Nobody is at the other end.
    @Override
    public Messages messages() {
        throw new UnsupportedOperationException();
    }

    @Override
    public FrameOutlet outlet() {
        return FrameOutlet.NOWHERE;
    }

    /// A [FakeWire] carries no binary frames, so nobody has to decide about them.
    @Override
    public void switchTo(FrameSwitch frames) {}

    /// Nor does it measure what it carries.
    @Override
    public void allow(int maxText, int maxBinary) {}

    /// Nor is it ever too fast.
    @Override
    public void onThrottled(ThrottleListener listener) {}
}
