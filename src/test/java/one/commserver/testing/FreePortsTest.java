package one.commserver.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;

class FreePortsTest {

    @Test
    void noneIsGivenTwice() {
        assertThat(IntStream.range(0, 200).map(i -> FreePorts.any()).boxed()).doesNotHaveDuplicates();
    }

    @Test
    void noneIsOneThatTheSystemGivesToClients() {
        assumeThat(FreePorts.beginOfEphemeral()).as("there are others").isGreaterThan(20_000);

        assertThat(IntStream.range(0, 20).map(i -> FreePorts.any()))
                .allMatch(port -> port < FreePorts.beginOfEphemeral());
    }

    @Test
    void whatSomebodyListensOnIsNotGiven() throws Exception {
        int port = FreePorts.any();
        var only = new FreePorts(port, port + 1);

        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThatIllegalStateException().isThrownBy(only::next);
        }
        assertThat(only.next()).isEqualTo(port);
        assertThatIllegalStateException().isThrownBy(only::next);
    }
}
