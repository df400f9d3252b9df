package one.commserver.mailbox;

import one.commserver.crypto.Identity;
import one.commserver.protocol.SyncMessage.MailObject;
import one.commserver.protocol.SyncMessage.NewObject;
import one.commserver.protocol.SyncMessage.ObjectState;
import one.commserver.registry.RegistryUnavailableException;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/// What is kept for identities: a log for each, in which each of its instances has a position. Every publisher is
/// cold and does its work once for each subscription, in one atomic step; it emits on any thread and fails
/// only with [RegistryUnavailableException]. What was emitted stays, as far as the store promises.
///
/// An *element* of the log is an object, or a part of one. The parts of an object come in order and get their places in
/// the log, one behind the other, when the last one has come; until then nobody reads them. An element goes when every
/// known instance has acknowledged it, or when its object is older than the mailbox keeps it.
///
/// Who may put is decided before.
///
/// Spec: chapter 9. `MailboxContract` among the tests is the suite that every implementation passes.
public interface Mailboxes {

    /// What became of a put.
    sealed interface Put {

        /// All of it is stored, or was before.
        ///
        /// @param stored when, for each element in the order of the put: for what was stored before, then
        record Stored(List<Instant> stored) implements Put {}

        /// None of it is stored.
        ///
        /// @param id the object because of which
        record Refused(Reason reason, String id) implements Put {}
    }

    /// Why nothing is stored.
    enum Reason {
        /// The id stands for something else: another checksum, other parts.
        CONFLICT,
        /// Neither the next part of its object nor one that is there.
        PART,
        /// The mailbox, the sender's quarter of it, or the store is full.
        FULL
    }

    /// What there is to read.
    sealed interface Reading {

        /// Some elements, at least one.
        ///
        /// @param cursor behind the last one
        /// @param restarted whether the cursor that was asked with means nothing to this mailbox
        record Batch(List<MailObject> elements, String cursor, boolean restarted) implements Reading {}

        /// There is nothing.
        record Nothing(boolean restarted) implements Reading {}

        /// So many instances are known already.
        record TooManyInstances() implements Reading {}
    }

    /// How much of the log is read at once.
    ///
    /// @param elements at least 1
    /// @param bytes of data; one element is read even if it is larger
    record Portion(int elements, long bytes) {}

    /// What a mailbox holds, for all instances.
    ///
    /// @param elements those that can be read, and those of objects that aren't complete
    record Content(long elements, long bytes) {}

    /// Something that its people should know.
    sealed interface Event {

        /// There is something new to read.
        record Arrived(Identity owner, Content content) implements Event {}

        /// The object has been acknowledged by an instance, the first one.
        record Delivered(Identity sender, Identity owner, String id, Instant at) implements Event {}

        /// The object is too old; no instance has acknowledged it.
        record Expired(Identity sender, Identity owner, String id, Instant at) implements Event {}
    }

    /// Stores all elements or none, in their order. An element whose id and part are known with the same checksum is
    /// answered as before and not stored again, also when it isn't there any more.
    ///
    /// @param elements of checked size and checksum
    Mono<Put> put(Identity from, Identity to, List<NewObject> elements);

    /// Reads for an instance, which is known from now on. From the position that the cursor says, or from its own,
    /// where that is further: nothing is read again that it has acknowledged. A cursor of another incarnation of the
    /// mailbox, or none of any, counts as none, and the answer says `restarted`. Whatever is before a cursor of this
    /// mailbox is acknowledged by it.
    ///
    /// @param cursor a batch's, or null
    Mono<Reading> read(Identity owner, String instance, @Nullable String cursor, Portion portion);

    /// All up to the cursor is safe with the instance.
    ///
    /// @param cursor a batch's; one that means nothing acknowledges nothing
    Mono<Void> acknowledge(Identity owner, String instance, String cursor);

    /// What waits for an instance, known or not, which is here: a known one isn't away.
    ///
    /// @return empty if nothing does
    Mono<Content> waiting(Identity owner, String instance);

    /// What became of objects, in the order of the ids. What was delivered, or has expired, is known for 24 hours.
    Mono<List<ObjectState>> states(Identity from, Identity to, List<String> ids);

    /// Has a listener told what happens, behind each event. It is called on any thread and must return at once; it
    /// stays for ever.
    void onEvent(Consumer<Event> listener);
}
