package one.commserver.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

class ConnectionStateTest {

    @ParameterizedTest
    @CsvSource({
        "INITIALIZING,   CONNECTING CLOSING FAILED",
        "CONNECTING,     CONNECTED CLOSING FAILED",
        "CONNECTED,      AUTHENTICATING CLOSING FAILED",
        "AUTHENTICATING, AUTHENTICATED CLOSING FAILED",
        "AUTHENTICATED,  ENCRYPTING PAIRING ACTIVE CLOSING FAILED",
        "ENCRYPTING,     ENCRYPTED CLOSING FAILED",
        "ENCRYPTED,      PAIRING ACTIVE CLOSING FAILED",
        "PAIRING,        PAIRED CLOSING FAILED",
        "PAIRED,         ENCRYPTING ACTIVE CLOSING FAILED",
        "ACTIVE,         CLOSING FAILED",
        "CLOSING,        CLOSED FAILED",
        "CLOSED,         ''",
        "FAILED,         ''",
    })
    void everyPairIsLegalOrThrowsWithBothNames(ConnectionState from, String successors) {
        Set<ConnectionState> legal =
                Arrays.stream(successors.split(" "))
                        .filter(name -> !name.isEmpty())
                        .map(ConnectionState::valueOf)
                        .collect(Collectors.toSet());

        assertThat(from.successorStates()).isEqualTo(legal);
        for (ConnectionState to : ConnectionState.values()) {
            assertThat(from.canBecome(to)).isEqualTo(legal.contains(to));
            if (legal.contains(to)) {
                assertThat(from.to(to)).isEqualTo(to);
            } else {
                assertThatThrownBy(() -> from.to(to))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining(from.name())
                        .hasMessageContaining(to.name());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void onlyClosedAndFailedAreFinal(ConnectionState state) {
        assertThat(state.isFinal()).isEqualTo(state.name().equals("CLOSED") || state.name().equals("FAILED"));
    }

    @Test
    void thereAreThirteenStates() {
        assertThat(ConnectionState.values()).hasSize(13);
    }
}
