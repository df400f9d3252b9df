package one.commserver.e2e;

import static one.commserver.e2e.OneTalk.bytes;
import static one.commserver.e2e.OneTalk.hears;
import static one.commserver.e2e.OneTalk.hex;
import static one.commserver.e2e.OneTalk.isHandedOver;
import static one.commserver.e2e.OneTalk.request;

import one.commserver.crypto.box.BoxKeyPair;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Nodes that don't agree on how large a message of the ONE dialect may be, as while that is being changed.
@Timeout(120)
class NodesOneSizesIT {

    @RegisterExtension static final Nodes nodes = Nodes.of(1);

    @Test
    void whatBothNodesTakePasses() {
        nodes.add("commserver.limits.one-message=8MB");
        BoxKeyPair key = BoxKeyPair.generate();
        String source = hex(BoxKeyPair.generate());
        RawClient listener = nodes.connect(0);
        OneTalk.wait(listener, key);
        RawClient requester = nodes.connect(1);
        requester.text(request(source, hex(key)));
        isHandedOver(listener, source, key);

        for (int i = 0; i < 100; i++) {
            hears(listener, requester, bytes(65_808));
            hears(requester, listener, bytes(65_808));
        }
    }
}
