package one.commserver.e2e;

import one.commserver.protocol.ClientMessage;

import java.util.HexFormat;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Something that a client does in a [Scene].
///
/// @param name what it is, for who looks for the reason of a failure
/// @param by who does it
/// @param how does it in a scene, by a client
record Move(String name, By by, BiConsumer<Scene, RawClient> how) {

    enum By {
        SELF,
        PEER
    }

    /// @param frame a whole WebSocket frame, or what looks like one
    static Move frame(By by, byte[] frame) {
        return new Move(HexFormat.of().formatHex(frame), by, (_, client) -> client.raw(frame));
    }

    /// Says what doesn't depend on who is there.
    static Move say(By by, ClientMessage message) {
        return new Move(message.toString(), by, (_, client) -> client.send(message));
    }

    /// Says what depends on who is there.
    static Move say(By by, String name, Function<Scene, ClientMessage> message) {
        return new Move(name, by, (scene, client) -> client.send(message.apply(scene)));
    }

    void in(Scene scene) {
        how.accept(scene, scene.client(by));
    }

    @Override
    public String toString() {
        return by + ": " + name;
    }
}
