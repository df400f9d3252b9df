package one.commserver.history;

import one.commserver.client.ClientSession;
import one.commserver.client.CommClient;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.Digests;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.SyncMessage.Answer;
import one.commserver.protocol.SyncMessage.MailObject;
import one.commserver.protocol.SyncMessage.NewObject;
import one.commserver.protocol.SyncMessage.SyncAck;
import one.commserver.protocol.SyncMessage.SyncComplete;
import one.commserver.protocol.SyncMessage.SyncData;
import one.commserver.protocol.SyncMessage.SyncPut;
import one.commserver.protocol.SyncMessage.SyncRequest;
import one.commserver.protocol.SyncMessage.SyncStored;

import reactor.core.publisher.Mono;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// A device that leaves objects for another device of the same person, which comes at the very end.
final class Leaver implements Runnable {

    private static final Duration PACE = Duration.ofMillis(100);

    private final SigningKey key = Actors.key();
    private final String url;
    private final History history;
    private final CommClient client;
    private volatile boolean over;

    Leaver(String url, History history) {
        this.url = url;
        this.history = history;
        this.client = Actors.client(key, url, "writer");
    }

    /// Until [#end], one object after another, each as often as it takes.
    @Override
    public void run() {
        ClientSession session = client.session(ConnectionKind.DATA).open();
        for (int i = 0; !over; i++) {
            String id = "object-" + i;
            Bytes data = Bytes.of(id.getBytes(StandardCharsets.US_ASCII));
            var object = new NewObject(id, data, Digests.sha256(data), null, null);
            Actors.get(
                    session.request(ref -> new SyncPut(ref, key.identity(), List.of(object)), SyncStored.class)
                            .retryWhen(Actors.UNTIL_IT_WORKS));
            history.add(new Event.Stored(key.identity(), id));
            Faults.pass(PACE);
        }
    }

    /// No more objects.
    void end() {
        over = true;
    }

    /// The other device comes and fetches all.
    void fetch() {
        CommClient reader = Actors.client(key, url, "reader");
        ClientSession session = reader.session(ConnectionKind.DATA).open();
        Actors.get(
                session.request(ref -> new SyncRequest(ref, null, null), Answer.class)
                        .retryWhen(Actors.UNTIL_IT_WORKS)
                        .expand(answer ->
                                switch (answer) {
                                    case SyncComplete end -> Mono.empty();
                                    case SyncData batch -> take(session, batch);
                                })
                        .then());
        Actors.get(Mono.when(client.close(), reader.close()));
    }

    private Mono<Answer> take(ClientSession session, SyncData batch) {
        batch.objects().stream().map(MailObject::id).forEach(id -> history.add(new Event.Fetched(key.identity(), id)));
        return session.request(ref -> new SyncAck(ref, batch.objects().size(), batch.nextBatch()), Answer.class);
    }
}
