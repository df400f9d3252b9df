package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.ChannelMessage.ChannelInterrupted;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.ErrorCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/// Chapter 2, binary frames: their form, their sizes, and numbers that mean nothing.
class BinaryFramesIT {

    @RegisterExtension static final Server SERVER = Servers.ROOMY;

    private static final int LARGEST = 1024 * 1024;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "01",
                "01000000",
                "0000000001",
                "0300000001",
                "ff00000001",
                "0100000000",
                "01ffffffff",
                "0180000000",
                "0200000001",
                "02000000010000000000000005000000000001",
                "020000000100000000000000050000000000010005ff",
                "020000000000000000000000050000000000010005",
                "02ffffffff00000000000000050000000000010005"
            })
    void aFrameOfAnotherFormIsRefused(String hex) {
        Joined pair = Joined.of(SERVER.join(), SERVER.join());

        pair.opener().binary(HexFormat.of().parseHex(hex));

        pair.opener().refused(ErrorCode.INVALID_FRAME, CloseReason.PROTOCOL_ERROR);
        assertThat(pair.acceptor().message(ChannelInterrupted.class).channel()).isEqualTo(pair.there());
    }

    @Test
    void aNumberThatWasNeverGivenIsAViolation() {
        Joined pair = Joined.of(SERVER.join(), SERVER.join());

        pair.opener().data(pair.here() + 1, new byte[1]);
        pair.acceptor().flow(pair.there() + 1, 0, 10);

        pair.opener().refused(ErrorCode.INVALID_FRAME, CloseReason.PROTOCOL_ERROR);
        pair.acceptor().refused(ErrorCode.INVALID_FRAME, CloseReason.PROTOCOL_ERROR);
    }

    @Test
    void noneMayComeBeforeAuthentication() {
        RawClient client = SERVER.connect();
        new Login(client, Who.anybody()).auth();
        client.next();

        client.data(1, new byte[1]);

        client.refused(ErrorCode.UNEXPECTED_MESSAGE, CloseReason.PROTOCOL_ERROR);
    }

    @Test
    void noneMayComeOnAConnectionWithoutASlot() {
        RawClient client = SERVER.join(Who.anybody().kind(ConnectionKind.DISCOVERY));

        client.data(1, new byte[1]);

        client.refused(ErrorCode.UNEXPECTED_MESSAGE, CloseReason.PROTOCOL_ERROR);
    }

    @Test
    void theLargestFramePassesAndOneByteMoreDoesNot() {
        Joined pair = Joined.of(SERVER.join(), SERVER.join());
        byte[] payload = new byte[LARGEST - 5];
        ThreadLocalRandom.current().nextBytes(payload);

        pair.say(payload);

        pair.acceptor().data(pair.there(), new byte[LARGEST - 4]);
        pair.acceptor().refused(ErrorCode.MESSAGE_TOO_BIG, CloseReason.TOO_BIG);
    }
}
