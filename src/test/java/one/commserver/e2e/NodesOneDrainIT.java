package one.commserver.e2e;

import static one.commserver.e2e.OneTalk.NO_LISTENER;
import static one.commserver.e2e.OneTalk.hears;
import static one.commserver.e2e.OneTalk.hex;
import static one.commserver.e2e.OneTalk.isClosed;
import static one.commserver.e2e.OneTalk.isHandedOver;
import static one.commserver.e2e.OneTalk.request;

import one.commserver.crypto.box.BoxKeyPair;
import one.commserver.drain.Drain;
import one.commserver.protocol.CloseReason;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// One of two nodes goes away, while clients of the ONE dialect at the other one ask for those who wait there.
@Timeout(120)
class NodesOneDrainIT {

    @RegisterExtension final Nodes nodes = Nodes.of(1);

    private final BoxKeyPair key = BoxKeyPair.generate();
    private final String source = hex(BoxKeyPair.generate());

    @Test
    void whoWaitsThereIsFoundUntilItIsClosed() {
        nodes.add(
                "commserver.drain.notice=0s",
                "commserver.drain.window=10m",
                "commserver.drain.leeway=10m",
                "commserver.drain.limit=1h");
        RawClient listener = waiting(1);
        RawClient other = waiting(1);
        nodes.bean(1, Drain.class).start();

        RawClient requester = asking();
        isHandedOver(other, source, key);
        hears(requester, other, "in time");
        nodes.bean(1, Drain.class).hurry();

        isRestarted(other);
        isRestarted(listener);
        isClosed(requester, "");
        isClosed(asking(), NO_LISTENER);
        RawClient again = waiting(0);
        hears(asking(again), again, "here now");
    }

    private RawClient waiting(int node) {
        RawClient client = nodes.connect(node);
        OneTalk.wait(client, key);
        return client;
    }

    private RawClient asking() {
        RawClient client = nodes.connect(0);
        client.text(request(source, hex(key)));
        return client;
    }

    private RawClient asking(RawClient listener) {
        RawClient requester = asking();
        isHandedOver(listener, source, key);
        return requester;
    }

    private static void isRestarted(RawClient client) {
        isClosed(client, CloseReason.RESTARTING.code(), CloseReason.RESTARTING.text());
    }
}
