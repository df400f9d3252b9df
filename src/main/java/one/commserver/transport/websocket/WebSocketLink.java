package one.commserver.transport.websocket;

import io.netty.channel.Channel;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionSettings;
import one.commserver.connection.plugin.NetworkPlugin;
import one.commserver.connection.plugin.PingPongPlugin;
import one.commserver.connection.plugin.StatisticsPlugin;
import one.commserver.connection.websocket.WebSocketWire;
import one.commserver.limits.SizeLimits;
import one.commserver.transport.ClientAddress;
import one.commserver.transport.FrameOutlet;
import one.commserver.transport.FrameSwitch;
import one.commserver.transport.Link;
import one.commserver.wire.Wire;

import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.Set;

/// One client's WebSocket: its connection with its plugins, its [FramePath], and the reasons not to read from it.
final class WebSocketLink implements Link {

    private final WebSocketWire wire;
    private final Connection connection;
    private final PingPongPlugin pingPong;
    private final ClientAddress address;
    private final @Nullable String subprotocol;
    private final FramePath path;
    private final LinkTraffic traffic;
    private final SizeLimits sizes;
    private final Set<HoldReason> holds = EnumSet.noneOf(HoldReason.class);
    private volatile @Nullable MessagePath messages;
    private volatile boolean held;

    /// @param maxBytes the largest message at first
    /// @param sizes that hold for it
    WebSocketLink(
            Channel channel,
            ClientAddress address,
            @Nullable String subprotocol,
            int maxBytes,
            SizeLimits sizes,
            ConnectionRate rate,
            ConnectionSettings settings) {
        this.address = address;
        this.subprotocol = subprotocol;
        this.sizes = sizes;
        this.wire =
                new WebSocketWire(
                        channel,
                        () -> new Wire.Route(address.key(), String.valueOf(channel.localAddress())),
                        maxBytes,
                        maxBytes);
        this.connection = new Connection(wire, settings);
        this.pingPong = new PingPongPlugin(settings.clock(), settings.observer());
        this.traffic = new LinkTraffic(this, wire, rate, settings.observer());
        this.path = new FramePath(connection, wire, traffic);
        connection
                .addPlugin(new NetworkPlugin())
                .addPlugin(new StatisticsPlugin(connection, settings.observer()))
                .addPlugin(pingPong);
        wire.attach(connection, traffic, path);
    }

    /// The handler for the channel's pipeline.
    WebSocketWire wire() {
        return wire;
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public ClientAddress address() {
        return address;
    }

    @Override
    public @Nullable String subprotocol() {
        return subprotocol;
    }

    @Override
    public FrameOutlet outlet() {
        MessagePath whole = messages;
        return whole == null ? path : whole;
    }

    @Override
    public Messages messages() {
        MessagePath whole = messages;
        if (whole == null) {
            whole = new MessagePath(this, wire, traffic, sizes.messageReserve(), sizes.messageWindow());
            messages = whole;
        }
        return whole;
    }

    @Override
    public void switchTo(FrameSwitch frames) {
        path.switchTo(frames);
    }

    @Override
    public void allow(int maxText, int maxBinary) {
        wire.allow(maxText, maxBinary);
    }

    @Override
    public void onThrottled(ThrottleListener listener) {
        traffic.onThrottled(listener);
    }

    @Override
    public void ping() {
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
    public void hold(HoldReason reason, boolean on) {
        boolean changed = on ? holds.add(reason) : holds.remove(reason);
        if (changed && held == holds.isEmpty()) {
            held = !holds.isEmpty();
            // whoever wasn't read couldn't show a sign of life
            connection.touched();
            connection.reading(!held);
        }
    }

    @Override
    public String toString() {
        return "WebSocketLink[" + connection + "]";
    }
}
