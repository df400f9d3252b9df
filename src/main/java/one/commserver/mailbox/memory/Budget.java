package one.commserver.mailbox.memory;

import java.util.concurrent.atomic.AtomicLong;

/// Counts the bytes of all mailboxes up to a bound. Any thread.
///
/// What a thing takes beside its data is counted by these constants: what it was measured to take with the longest
/// names, and a tenth to a half more (an object in the log 461 bytes, remembered 398; a part 222 and 94; a mailbox with
/// one sender and one object 1601, with one instance 896).
final class Budget {

    /// An element in the log or aside.
    static final int ELEMENT = 192;

    /// What is remembered of an element.
    static final int STAMP = 128;

    /// What is remembered of an object.
    static final int OBJECT = 384;

    /// A sender, its identity and that of the owner, and the mailbox, which may have one sender only.
    static final int SENDER = 1536;

    /// An instance, its name and the owner's identity, and the mailbox, which may have one instance only.
    static final int INSTANCE = 1024;

    private final long most;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong instances = new AtomicLong();

    Budget(long most) {
        this.most = most;
    }

    /// Takes that much or, if it is more than there is, nothing.
    boolean take(long bytes) {
        return takeUpTo(most, taken, bytes);
    }

    /// Takes what an instance costs. Instances, which any identity makes by asking, get half of the bound at most. They
    /// get it also where objects have filled all of it: else nobody could come and fetch those.
    boolean takeForInstance() {
        if (!takeUpTo(most / 2, instances, INSTANCE)) {
            return false;
        }
        taken.addAndGet(INSTANCE);
        return true;
    }

    void giveBackInstances(int count) {
        long bytes = (long) count * INSTANCE;
        instances.addAndGet(-bytes);
        taken.addAndGet(-bytes);
    }

    private static boolean takeUpTo(long bound, AtomicLong counter, long bytes) {
        long before = counter.getAndUpdate(now -> now + bytes <= bound ? now + bytes : now);
        return before + bytes <= bound;
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }

    long taken() {
        return taken.get();
    }
}
