package one.commserver.operations.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.web.server.Ssl;

import java.net.InetAddress;

class ListenersTest {

    private final ManagementServerProperties server = new ManagementServerProperties();

    @Test
    void passwordsCanBeReadWhereTheyTravelWithoutTls() {
        assertThat(AccessConfiguration.canBeRead(server)).isTrue();
        server.setAddress(InetAddress.ofLiteral("192.0.2.1"));
        assertThat(AccessConfiguration.canBeRead(server)).isTrue();
        server.setAddress(InetAddress.ofLiteral("0.0.0.0"));
        assertThat(AccessConfiguration.canBeRead(server)).isTrue();
    }

    @Test
    void notWithinTheMachine() {
        server.setAddress(InetAddress.ofLiteral("::1"));

        assertThat(AccessConfiguration.canBeRead(server)).isFalse();
    }

    @Test
    void notWithTls() {
        server.setSsl(Ssl.forBundle("operators"));

        assertThat(AccessConfiguration.canBeRead(server)).isFalse();
    }
}
