package one.commserver.mailbox;

import one.commserver.mailbox.Mailboxes.Portion;
import one.commserver.protocol.SyncMessage.MailObject;

import java.util.List;

/// How much of a mailbox fits one message.
///
/// Spec: chapter 9: a batch has as many objects as fit.
final class BatchSize {

    /// What stands around an object's data, with the longest id, sender and part numbers: counted on the wire by a test.
    static final int ELEMENT_FIELDS = 384;

    /// What stands around the objects, with the longest `ref` and cursor, its every character escaped.
    static final int MESSAGE_FIELDS = 768;

    private static final int BASE64_BYTES = 3;
    private static final int BASE64_CHARACTERS = 4;

    private BatchSize() {}

    /// What can be sent in one message.
    ///
    /// @param elements the most
    /// @param message the most bytes of the message
    static Portion portion(int elements, int message) {
        long data = (message - (long) MESSAGE_FIELDS) / BASE64_CHARACTERS * BASE64_BYTES;
        return new Portion(elements, data, ELEMENT_FIELDS / BASE64_CHARACTERS * BASE64_BYTES);
    }

    /// What a batch takes in memory, in bytes.
    static long of(List<MailObject> elements) {
        return elements.stream().mapToLong(element -> element.data().length() + (long) ELEMENT_FIELDS).sum();
    }
}
