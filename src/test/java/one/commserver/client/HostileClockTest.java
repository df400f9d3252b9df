package one.commserver.client;

import static one.commserver.client.ClientFixture.connect;
import static one.commserver.client.ClientFixture.get;
import static one.commserver.client.ClientFixture.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.client.authentication.AuthenticationException;
import one.commserver.protocol.AuthenticationMessage.Auth;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// A server that names another time than the client's.
class HostileClockTest {

    @Test
    void theClockIsCorrectedOnceAndNotTwice() throws Exception {
        Instant now = Instant.parse("2030-06-01T12:00:00Z");
        var server =
                new LyingServer() {
                    @Override
                    void auth(Socket socket, Auth auth) {
                        socket.tell(ErrorMessage.of(ErrorCode.AUTH_CLOCK, null).at("2030-06-01T15:30:00.250Z"));
                    }
                };

        try (server) {
            CommClient client =
                    new ClientFixture(server.port())
                            .client(key(), "phone", builder -> builder.clock(Clock.fixed(now, ZoneOffset.UTC)));
            assertThatThrownBy(() -> connect(client)).isInstanceOf(AuthenticationException.class);

            assertThat(server.heard(Auth.class).timestamp()).isEqualTo("2030-06-01T12:00:00.000Z");
            assertThat(server.heard(Auth.class).timestamp()).isEqualTo("2030-06-01T15:30:00.250Z");
            assertThat(server.heard).isEmpty();
        }
    }

    /// A moment later or earlier there is none that can be said.
    @ParameterizedTest
    @CsvSource({"9999-12-31T23:59:59.999Z,PT1S", "0000-01-01T00:00:00.000Z,PT-1S"})
    void aClockAtTheEndOfTimeIsCorrectedToo(String end, Duration step) {
        var server =
                new LyingServer() {
                    volatile boolean honest;

                    @Override
                    void auth(Socket socket, Auth auth) {
                        if (honest && auth.timestamp().equals(end)) {
                            socket.tell(ErrorMessage.of(ErrorCode.AUTH_CLOCK, null).at("2026-01-02T03:04:05.678Z"));
                        } else if (honest) {
                            super.auth(socket, auth);
                        } else {
                            socket.tell(ErrorMessage.of(ErrorCode.AUTH_CLOCK, null).at(end));
                        }
                    }
                };

        try (server) {
            CommClient client =
                    new ClientFixture(server.port())
                            .client(key(), "phone", builder -> builder.clock(new Stepping(step)));
            assertThatThrownBy(() -> connect(client)).isInstanceOf(AuthenticationException.class);
            server.honest = true;

            assertThat(get(connect(client).heartbeat())).isPositive();
        }
    }

    /// Goes on whenever it is looked at.
    private static final class Stepping extends Clock {

        private final Duration step;
        private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

        private Stepping(Duration step) {
            this.step = step;
        }

        @Override
        public synchronized Instant instant() {
            now = now.plus(step);
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
