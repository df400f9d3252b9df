package one.commserver.e2e;

import static one.commserver.e2e.OneTalk.hears;
import static one.commserver.e2e.OneTalk.hex;
import static one.commserver.e2e.OneTalk.isHandedOver;
import static one.commserver.e2e.OneTalk.request;

import one.commserver.crypto.box.BoxKeyPair;

/// Who waits and who asks in the ONE dialect, wherever they are.
abstract class OneScene {

    final BoxKeyPair key = BoxKeyPair.generate();
    final String source = hex(BoxKeyPair.generate());

    /// Where listeners connect.
    abstract RawClient listener();

    /// Where requesters do.
    abstract RawClient requester();

    final RawClient waiting() {
        return waiting(key);
    }

    final RawClient waiting(BoxKeyPair whose) {
        RawClient client = listener();
        OneTalk.wait(client, whose);
        return client;
    }

    final RawClient asking() {
        return asking(key);
    }

    final RawClient asking(BoxKeyPair target) {
        RawClient client = requester();
        client.text(request(source, hex(target)));
        return client;
    }

    record Relayed(RawClient listener, RawClient requester) {}

    final Relayed relayed() {
        RawClient listener = waiting(key);
        RawClient requester = asking(key);
        isHandedOver(listener, source, key);
        hears(listener, requester, "{\"command\":\"communication_ready\"}");
        return new Relayed(listener, requester);
    }
}
