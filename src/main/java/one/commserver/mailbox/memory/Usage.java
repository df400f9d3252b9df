package one.commserver.mailbox.memory;

/// How much of a mailbox is used, by all or by one. Guarded by the mailbox's lock.
final class Usage {

    private long elements;
    private long bytes;
    private long ids;

    long elements() {
        return elements;
    }

    long bytes() {
        return bytes;
    }

    /// Whether so much more stays within a share of what a mailbox may hold.
    boolean hasRoomFor(long moreElements, long moreBytes, Quota quota) {
        return elements + moreElements <= quota.elements()
                && bytes + moreBytes <= quota.bytes()
                && ids + moreElements <= quota.ids();
    }

    /// An element has come: it is kept and remembered.
    void add(long itsBytes) {
        elements++;
        ids++;
        bytes += itsBytes;
    }

    /// An element has gone and is still remembered.
    void remove(long itsBytes) {
        elements--;
        bytes -= itsBytes;
    }

    void forget(int elementsOfObject) {
        ids -= elementsOfObject;
    }

    boolean isNothing() {
        return elements == 0 && ids == 0;
    }

    /// The most that may be used.
    record Quota(long elements, long bytes, long ids) {

        Quota divided(int by) {
            return new Quota(elements / by, bytes / by, ids / by);
        }
    }
}
