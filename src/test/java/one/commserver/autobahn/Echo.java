package one.commserver.autobahn;

import one.commserver.connection.Connection;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;
import one.commserver.transport.ConnectionAcceptor;
import one.commserver.transport.FrameOutlet;
import one.commserver.transport.FrameRoute;
import one.commserver.transport.FrameSwitch;
import one.commserver.transport.Link;
import one.commserver.wire.ConnectionEvent;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.util.List;
import java.util.function.Consumer;

/// Sends back what a client of the server sends.
///
/// @param past whether messages go past the chain of plugins, in the buffers that they came in; else texts go through
///     it and there are no binary messages
record Echo(boolean past) implements ConnectionAcceptor {

    /// The largest message of the suite has 16 MiB.
    static final int MOST_BYTES = 20 * 1024 * 1024;

    /// Cases without whole binary messages.
    static final List<String> TEXT_CASES =
            List.of("1.1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "9.1.*", "9.3.*", "9.5.*", "9.7.*", "10.*");

    private static final int CHANNEL = 1;
    private static final long NO_LIMIT = Long.MAX_VALUE / 2;

    @Override
    public Mono<Void> accept(Link link) {
        link.allow(MOST_BYTES, MOST_BYTES);
        link.connection().receive(to(link.connection()));
        if (past) {
            Link.Messages messages = link.messages();
            messages.join(new Back(link.outlet()), CHANNEL, NO_LIMIT);
        }
        return Mono.empty();
    }

    /// Whoever breaks a rule is closed with what the protocol has for it.
    static Consumer<ConnectionEvent> to(Connection connection) {
        return event -> {
            switch (event) {
                case ConnectionEvent.Text text -> connection.send(text);
                case ConnectionEvent.Binary binary -> connection.send(binary);
                case ConnectionEvent.Violation(ErrorCode code) ->
                        connection.close(code.closes().orElse(CloseReason.PROTOCOL_ERROR));
                default -> {}
            }
        };
    }

    /// The only channel, which leads back.
    private record Back(FrameOutlet outlet) implements FrameSwitch, FrameRoute {

        @Override
        public @Nullable FrameRoute route(int channel) {
            return this;
        }

        @Override
        public boolean unrouted(int channel, int size) {
            return false;
        }

        @Override
        public boolean flow(int channel, long received, long limit) {
            return true;
        }

        @Override
        public boolean admit(int size) {
            return true;
        }

        @Override
        public int channel() {
            return CHANNEL;
        }

        @Override
        public void passedOn(int size, int count) {
            // there is no credit to count
        }

        @Override
        public void discarded(int size, int count) {
            // as above
        }

        @Override
        public boolean isDropped() {
            return false;
        }
    }
}
