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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A link over a [FakeWire].
public final class FakeLink implements Link {

    final FakeWire wire = new FakeWire();
    final Connection connection;
    final List<Duration> pingedAt = new ArrayList<>();
    boolean held;
    boolean broken;

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
        return held;
    }

    @Override
    public ClientAddress address() {
        throw new UnsupportedOperationException();
    }

    @Override
    public String subprotocol() {
        throw new UnsupportedOperationException();
    }

    @Override
    public FrameOutlet outlet() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void switchTo(FrameSwitch frames) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void allow(int maxText, int maxBinary) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void onThrottled(ThrottleListener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void hold(HoldReason reason, boolean on) {
        throw new UnsupportedOperationException();
    }
}
