package one.commserver.e2e;

import static one.commserver.e2e.OneTalk.NO_LISTENER;
import static one.commserver.e2e.OneTalk.hears;
import static one.commserver.e2e.OneTalk.hex;
import static one.commserver.e2e.OneTalk.isClosed;
import static one.commserver.e2e.OneTalk.isHandedOver;
import static one.commserver.e2e.OneTalk.request;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Identity;
import one.commserver.crypto.box.BoxKeyPair;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.HexFormat;

/// Clients of the two dialects don't meet.
class OneStrangersIT {

    @RegisterExtension static final Server SERVER = Servers.ROOMY;

    private final BoxKeyPair key = BoxKeyPair.generate();
    private final String source = hex(BoxKeyPair.generate());
    private final String identity = new Identity(Identity.Box.X25519, key.publicKey().value()).wire();

    @Test
    void aKeyOfTheOtherDialectIsNoIdentityToLogInWith() {
        RawClient client = SERVER.connect();
        Who who = Who.anybody();
        String auth = auth(client, who);

        client.text(auth.replace(who.key().identity().wire(), identity));

        client.refused(ErrorCode.AUTH_IDENTITY, CloseReason.POLICY_VIOLATION);
    }

    @Test
    void noNativeConnectionIsOfAKindOfTheOtherDialect() {
        for (String kind : new String[] {"one_listener", "one_requester"}) {
            RawClient client = SERVER.connect();
            String auth = auth(client, Who.anybody());
            assertThat(auth).contains("\"kind\":\"data\"");

            client.text(auth.replace("\"kind\":\"data\"", "\"kind\":\"" + kind + "\""));

            client.refused(ErrorCode.INVALID_MESSAGE, CloseReason.PROTOCOL_ERROR);
        }
    }

    @Test
    void noChannelIsOpenedToAKeyOfTheOtherDialect() {
        RawClient listener = waiting();
        RawClient client = SERVER.join();

        client.text("{\"type\":\"channel_open\",\"ref\":\"o\",\"to\":\"" + identity + "\",\"limit\":1000}");

        assertThat(client.error(ErrorCode.INVALID_MESSAGE).ref()).isEqualTo("o");
        client.isQuiet();
        asking(source, hex(key));
        isHandedOver(listener, source, key);
    }

    /// The same bytes are something else there.
    @Test
    void noNativeIdentityIsAskedForInTheOtherDialect() {
        RawClient client = SERVER.join();
        String bytes = HexFormat.of().formatHex(client.identity().value().toByteArray());

        isClosed(asking(source, bytes), NO_LISTENER);

        client.isQuiet();
    }

    @Test
    void theDialectStaysWhatItWasAtFirst() {
        RawClient listener = waiting();
        listener.text(auth(listener, Who.anybody()));
        asking(source, hex(key));
        isHandedOver(listener, source, key);

        RawClient client = SERVER.join();
        client.text(request(source, hex(key)));
        client.refused(ErrorCode.MALFORMED_MESSAGE, CloseReason.INVALID_PAYLOAD);
    }

    @Test
    void nativeMessagesAreNothingButTextToARelay() {
        RawClient listener = waiting();
        RawClient requester = asking(source, hex(key));
        isHandedOver(listener, source, key);

        hears(requester, listener, auth(requester, Who.anybody()));
        hears(listener, requester, "{\"type\":\"channel_close\",\"channel\":1}");
        byte[] frame = Frames.data(1, new byte[5]);
        hears(requester, listener, frame);
        hears(listener, requester, Frames.flow(1, 5, 10_000));
    }

    private static String auth(RawClient client, Who who) {
        return RawClient.CODEC.encode(new Login(client, who).planned());
    }

    private RawClient waiting() {
        RawClient client = SERVER.connect();
        OneTalk.wait(client, key);
        return client;
    }

    private static RawClient asking(String from, String to) {
        RawClient client = SERVER.connect();
        client.text(request(from, to));
        return client;
    }
}
