package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Digests;
import one.commserver.crypto.Identity;
import one.commserver.protocol.BatchChecksum;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.SyncMessage.Completion;
import one.commserver.protocol.SyncMessage.MailObject;
import one.commserver.protocol.SyncMessage.NewObject;
import one.commserver.protocol.SyncMessage.ObjectState;
import one.commserver.protocol.SyncMessage.SyncAck;
import one.commserver.protocol.SyncMessage.SyncAvailable;
import one.commserver.protocol.SyncMessage.SyncComplete;
import one.commserver.protocol.SyncMessage.SyncData;
import one.commserver.protocol.SyncMessage.SyncPut;
import one.commserver.protocol.SyncMessage.SyncReceipt;
import one.commserver.protocol.SyncMessage.SyncRequest;
import one.commserver.protocol.SyncMessage.SyncStates;
import one.commserver.protocol.SyncMessage.SyncStatus;
import one.commserver.protocol.SyncMessage.SyncStored;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// What clients do with mailboxes.
final class Mail {

    private Mail() {}

    // what is left

    static NewObject object(String id, int size) {
        return element(id, size, null, null);
    }

    static NewObject object(String id) {
        return object(id, 20);
    }

    static NewObject part(String id, int part, int parts) {
        return element(id, 20, part, parts);
    }

    static NewObject[] objects(String prefix, int count, int size) {
        return IntStream.range(0, count).mapToObj(i -> object(prefix + i, size)).toArray(NewObject[]::new);
    }

    private static NewObject element(String id, int size, @Nullable Integer part, @Nullable Integer parts) {
        byte[] data = Arrays.copyOf((id + '/' + part + '/' + parts + '/').getBytes(StandardCharsets.US_ASCII), size);
        return new NewObject(id, Bytes.of(data), Digests.sha256(data), part, parts);
    }

    static NewObject damaged(NewObject object) {
        Bytes other = Digests.sha256("other".getBytes(StandardCharsets.US_ASCII));
        return new NewObject(object.id(), object.data(), other, object.part(), object.parts());
    }

    static void send(RawClient from, Identity to, NewObject... objects) {
        from.send(new SyncPut("put", to, List.of(objects)));
    }

    /// A client with so many objects in its mailbox.
    static RawClient filled(Server server, int objects) {
        RawClient client = server.join();
        put(client, client.identity(), objects("o", objects, 10));
        told(client);
        return client;
    }

    static SyncStored put(RawClient from, Identity to, NewObject... objects) {
        send(from, to, objects);
        SyncStored stored = from.message(SyncStored.class);
        assertThat(stored.ref()).isEqualTo("put");
        assertThat(stored.to()).isEqualTo(to);
        assertThat(stored.objects()).hasSameSizeAs(objects);
        return stored;
    }

    /// None of it is taken, because of the object with that id.
    static ErrorMessage refused(
            RawClient from, Identity to, ErrorCode code, @Nullable String id, NewObject... objects) {
        send(from, to, objects);
        ErrorMessage error = from.error(code);
        assertThat(error.ref()).isEqualTo("put");
        assertThat(error.object()).isEqualTo(id);
        return error;
    }

    static List<ObjectState> states(RawClient from, Identity to, String... ids) {
        from.send(new SyncStatus("status", to, List.of(ids)));
        SyncStates states = from.message(SyncStates.class);
        assertThat(states.ref()).isEqualTo("status");
        assertThat(states.to()).isEqualTo(to);
        assertThat(states.objects().stream().map(ObjectState::id)).containsExactly(ids);
        return states.objects();
    }

    static List<String> words(RawClient from, Identity to, String... ids) {
        return states(from, to, ids).stream().map(state -> state.status().wireName()).toList();
    }

    // what is fetched

    static void ask(RawClient client, @Nullable String cursor, @Nullable Long objects) {
        client.send(new SyncRequest("ask", cursor, objects));
    }

    /// Asks and gets a batch.
    static SyncData first(RawClient client, @Nullable String cursor) {
        ask(client, cursor, null);
        return batch(client, "ask");
    }

    static SyncData first(RawClient client) {
        return first(client, null);
    }

    static void ack(RawClient client, SyncData batch) {
        client.send(new SyncAck("ack", batch.objects().size(), batch.nextBatch()));
    }

    /// Acknowledges and gets the next batch.
    static SyncData next(RawClient client, SyncData batch) {
        ack(client, batch);
        return batch(client, "ack");
    }

    static SyncComplete last(RawClient client, SyncData batch) {
        ack(client, batch);
        return complete(client, "ack");
    }

    static SyncComplete nothing(RawClient client, @Nullable String cursor) {
        ask(client, cursor, null);
        SyncComplete complete = complete(client, "ask");
        assertThat(complete.totalObjects()).isZero();
        assertThat(complete.status()).isEqualTo(Completion.COMPLETE);
        return complete;
    }

    static SyncData batch(RawClient client, String ref) {
        SyncData batch = client.message(SyncData.class);
        assertThat(batch.ref()).isEqualTo(ref);
        holds(batch);
        return batch;
    }

    static void holds(SyncData batch) {
        assertThat(batch.checksum()).isEqualTo(BatchChecksum.of(batch.objects(), batch.nextBatch()));
        batch.objects().forEach(each -> assertThat(Digests.sha256(each.data())).isEqualTo(each.checksum()));
    }

    static SyncComplete complete(RawClient client, String ref) {
        SyncComplete complete = client.message(SyncComplete.class);
        assertThat(complete.ref()).isEqualTo(ref);
        return complete;
    }

    /// Fetches all behind a cursor.
    static List<MailObject> all(RawClient client, @Nullable String cursor) {
        var all = new ArrayList<MailObject>();
        ask(client, cursor, null);
        while (RawClient.CODEC.decodeServer(client.mailNotices().answer()) instanceof SyncData batch) {
            holds(batch);
            all.addAll(batch.objects());
            ack(client, batch);
        }
        return all;
    }

    static List<String> ids(List<MailObject> objects) {
        return objects.stream()
                .map(object -> object.part() == null ? object.id() : object.id() + '/' + object.part())
                .toList();
    }

    static List<String> ids(SyncData batch) {
        return ids(batch.objects());
    }

    // what is told

    static SyncAvailable told(RawClient client) {
        SyncAvailable available = client.message(SyncAvailable.class);
        assertThat(available.ref()).isNull();
        return available;
    }

    static SyncReceipt receipt(RawClient client, String status, String id) {
        SyncReceipt receipt = client.message(SyncReceipt.class);
        assertThat(receipt.id()).isEqualTo(id);
        assertThat(receipt.status().wireName()).isEqualTo(status);
        return receipt;
    }

    /// All that it had to be told of mailboxes has been told.
    static void nothingToTell(RawClient client) {
        states(client, client.identity(), "x");
        client.mailNotices().hasNone(SyncAvailable.class);
    }
}
