package one.commserver.protocol;

import com.fasterxml.jackson.annotation.JsonTypeName;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/// Objects that are left for somebody, and how he comes by them. The server sees who leaves how much for whom, and
/// never what it is.
///
/// Spec: chapter 9.
public sealed interface SyncMessage {

    /// The most characters of an object's id.
    int MAX_ID = 64;

    /// The most objects, or parts, of one message.
    int MAX_OBJECTS = 256;

    /// The most parts of an object.
    int MAX_PARTS = 100_000;

    /// The most bytes that any server takes as one object, or part.
    int MAX_DATA = 384 * 1024;

    /// Bytes of a checksum.
    int CHECKSUM_BYTES = 32;

    /// The most characters of a cursor.
    int MAX_CURSOR = 64;

    /// What a client sends.
    sealed interface FromClient extends SyncMessage, ClientMessage {}

    /// What a server sends.
    sealed interface FromServer extends SyncMessage, ServerMessage {}

    /// What answers a request for objects.
    sealed interface Answer extends FromServer permits SyncData, SyncComplete {}

    /// Leaves objects for somebody: all of them or none.
    @JsonTypeName("sync_put")
    record SyncPut(@Nullable String ref, Identity to, List<NewObject> objects) implements FromClient {
        public SyncPut {
            Fields.ref(ref);
            Fields.between("objects", 1, MAX_OBJECTS, objects.size());
            objects = List.copyOf(objects);
        }
    }

    /// An object, or a part of one, that is left.
    ///
    /// @param id names the object among those of its sender in that mailbox
    /// @param checksum SHA-256 of the data
    /// @param part which part of an object it is, from 1; absent: all of it
    /// @param parts how many parts the object has
    record NewObject(String id, Bytes data, Bytes checksum, @Nullable Integer part, @Nullable Integer parts) {
        public NewObject {
            Fields.name("id", id, 1, MAX_ID);
            Fields.bytes("data", data, 0, MAX_DATA);
            Fields.bytes("checksum", checksum, CHECKSUM_BYTES, CHECKSUM_BYTES);
            partOf(part, parts);
        }
    }

    /// The objects are kept.
    ///
    /// @param objects in the order of the put
    @JsonTypeName("sync_stored")
    record SyncStored(@Nullable String ref, Identity to, List<StoredObject> objects) implements FromServer {
        public SyncStored {
            Fields.ref(ref);
            Fields.between("objects", 1, MAX_OBJECTS, objects.size());
            objects = List.copyOf(objects);
        }
    }

    /// What is kept.
    ///
    /// @param part as in the put
    /// @param stored since when
    record StoredObject(String id, @Nullable Integer part, String stored) {
        public StoredObject {
            Fields.name("id", id, 1, MAX_ID);
            Fields.range("part", 1, MAX_PARTS, part);
            Fields.time("stored", stored);
        }
    }

    /// There is something to ask for.
    ///
    /// @param objects how many objects and parts the mailbox holds, for all instances
    /// @param bytes how much they take
    @JsonTypeName("sync_available")
    record SyncAvailable(@Nullable String ref, long objects, long bytes) implements FromServer {
        public SyncAvailable {
            Fields.ref(ref);
            Fields.atLeast("objects", 1, objects);
            Fields.atLeast("bytes", 0, bytes);
        }
    }

    /// Asks for what there is.
    ///
    /// @param lastSync the cursor behind all that this instance has; absent: where the server thinks that it is
    /// @param objects how many objects and parts are wanted at most; absent: all
    @JsonTypeName("sync_request")
    record SyncRequest(@Nullable String ref, @Nullable String lastSync, @Nullable Long objects) implements FromClient {
        public SyncRequest {
            Fields.ref(ref);
            Fields.name("last_sync", lastSync, 1, MAX_CURSOR);
            Fields.atLeast("objects", 1, objects);
        }
    }

    /// Some of it.
    ///
    /// @param checksum over the batch
    /// @param nextBatch the cursor behind it
    /// @param restarted whether the cursor that was asked with means nothing to this mailbox; absent: no
    @JsonTypeName("sync_data")
    record SyncData(
            @Nullable String ref,
            List<MailObject> objects,
            Bytes checksum,
            String nextBatch,
            @Nullable Boolean restarted)
            implements Answer {
        public SyncData {
            Fields.ref(ref);
            Fields.between("objects", 1, MAX_OBJECTS, objects.size());
            Fields.bytes("checksum", checksum, CHECKSUM_BYTES, CHECKSUM_BYTES);
            Fields.name("next_batch", nextBatch, 1, MAX_CURSOR);
            objects = List.copyOf(objects);
        }
    }

    /// An object, or a part of one, that somebody left.
    ///
    /// @param stored since when it is kept
    record MailObject(
            String id,
            Identity from,
            String stored,
            Bytes data,
            Bytes checksum,
            @Nullable Integer part,
            @Nullable Integer parts) {
        public MailObject {
            Fields.name("id", id, 1, MAX_ID);
            Fields.time("stored", stored);
            Fields.bytes("data", data, 0, MAX_DATA);
            Fields.bytes("checksum", checksum, CHECKSUM_BYTES, CHECKSUM_BYTES);
            partOf(part, parts);
        }
    }

    /// All up to a batch's end is safe with this instance. Asks for the next one.
    ///
    /// @param received how many objects the batch had
    /// @param nextBatch the batch's cursor
    @JsonTypeName("sync_ack")
    record SyncAck(@Nullable String ref, int received, String nextBatch) implements FromClient {
        public SyncAck {
            Fields.ref(ref);
            Fields.range("received", 1, MAX_OBJECTS, received);
            Fields.name("next_batch", nextBatch, 1, MAX_CURSOR);
        }
    }

    /// That was it.
    ///
    /// @param totalObjects how many objects and parts were acknowledged since the request
    /// @param restarted as in [SyncData]
    @JsonTypeName("sync_complete")
    record SyncComplete(@Nullable String ref, long totalObjects, Completion status, @Nullable Boolean restarted)
            implements Answer {
        public SyncComplete {
            Fields.ref(ref);
            Fields.atLeast("total_objects", 0, totalObjects);
        }
    }

    /// Why it was all.
    enum Completion implements WireName {
        /// There is no more.
        COMPLETE,
        /// As many as were wanted.
        MORE;

        @Override
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What became of an object that this identity had left.
    ///
    /// @param to for whom
    /// @param at when
    @JsonTypeName("sync_receipt")
    record SyncReceipt(@Nullable String ref, Identity to, String id, ObjectStatus status, String at)
            implements FromServer {
        public SyncReceipt {
            Fields.ref(ref);
            Fields.name("id", id, 1, MAX_ID);
            Fields.time("at", at);
        }
    }

    /// Asks for the same.
    @JsonTypeName("sync_status")
    record SyncStatus(@Nullable String ref, Identity to, List<String> ids) implements FromClient {
        public SyncStatus {
            Fields.ref(ref);
            Fields.between("ids", 1, MAX_OBJECTS, ids.size());
            ids.forEach(id -> Fields.name("ids", id, 1, MAX_ID));
            ids = List.copyOf(ids);
        }
    }

    /// What became of objects.
    ///
    /// @param objects in the order of the question
    @JsonTypeName("sync_states")
    record SyncStates(@Nullable String ref, Identity to, List<ObjectState> objects) implements FromServer {
        public SyncStates {
            Fields.ref(ref);
            Fields.between("objects", 1, MAX_OBJECTS, objects.size());
            objects = List.copyOf(objects);
        }
    }

    /// What became of one.
    ///
    /// @param part how many parts are kept, for one of several that isn't complete
    record ObjectState(String id, ObjectStatus status, @Nullable Integer part) {
        public ObjectState {
            Fields.name("id", id, 1, MAX_ID);
            Fields.range("part", 1, MAX_PARTS, part);
        }
    }

    /// What can become of an object.
    enum ObjectStatus implements WireName {
        /// The server knows nothing of it, or nothing any more.
        UNKNOWN,
        /// Parts are missing.
        PARTIAL,
        /// It is kept.
        STORED,
        /// An instance has acknowledged it.
        DELIVERED,
        /// Nobody has, in time.
        EXPIRED;

        @Override
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static void partOf(@Nullable Integer part, @Nullable Integer parts) {
        Fields.range("part", 1, MAX_PARTS, part);
        Fields.range("parts", 1, MAX_PARTS, parts);
        Fields.together("parts", parts, "part", part);
        if (part != null && parts != null && part > parts) {
            throw new Fields.InvalidFieldException("part", "must not be larger than 'parts'");
        }
    }
}
