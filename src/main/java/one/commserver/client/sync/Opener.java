package one.commserver.client.sync;

import one.commserver.client.sync.RefusedPart.Reason;
import one.commserver.crypto.Identity;
import one.commserver.crypto.PublicKey;
import one.commserver.crypto.sealing.OpeningFailedException;
import one.commserver.crypto.sealing.SealingKeyPair;
import one.commserver.protocol.SyncMessage.MailObject;
import one.commserver.protocol.WireTime;
import one.commserver.protocol.sealing.InvalidSealedObjectException;
import one.commserver.protocol.sealing.ObjectPart;
import one.commserver.protocol.sealing.SealedObject;

import org.jspecify.annotations.Nullable;

/// Checks and opens what the server hands over, one element after another: the parts of an object stand one behind the
/// other. Not for an event loop; for one thread at a time.
///
/// Spec: chapter 9, sealing.
final class Opener {

    private final Identity self;
    private final SealingKeys keys;

    /// Of which object the element before was a part.
    private @Nullable Last last;

    private record Last(Identity sender, ObjectPart part) {}

    Opener(Identity self, SealingKeys keys) {
        this.self = self;
        this.keys = keys;
    }

    /// @param sender whose the element is said to be
    /// @throws NotTakenException if it is worth nothing
    ReceivedPart open(MailObject element, PublicKey sender) throws NotTakenException {
        SealedObject sealed = decode(element);
        SealingKeyPair own = keys.find(sealed.to()).orElseThrow(() -> new NotTakenException(Reason.UNKNOWN_KEY));
        int number = element.part() == null ? 1 : element.part();
        int parts = element.parts() == null ? 1 : element.parts();
        if (!sealed.isAbout(sender.identity(), self, element.id(), number, parts)) {
            throw new NotTakenException(Reason.MISDIRECTED);
        }
        check(sender.identity(), sealed.part());
        if (!sealed.sender().equals(sender) || !sealed.isSigned()) {
            throw new NotTakenException(Reason.UNSIGNED);
        }
        byte[] content = open(sealed, own);
        last = new Last(sender.identity(), sealed.part());
        return new ReceivedPart(sender.identity(), sealed.part(), WireTime.parse(element.stored()), content);
    }

    private static SealedObject decode(MailObject element) throws NotTakenException {
        try {
            return SealedObject.decode(element.data());
        } catch (InvalidSealedObjectException malformed) {
            throw new NotTakenException(Reason.MALFORMED);
        }
    }

    private static byte[] open(SealedObject sealed, SealingKeyPair own) throws NotTakenException {
        try {
            return sealed.open(own);
        } catch (OpeningFailedException wrong) {
            throw new NotTakenException(Reason.SEALED_WRONGLY);
        }
    }

    /// The parts of an object stand one behind the other. Of the first element the one before isn't known here; the
    /// inbox knows it.
    private void check(Identity sender, ObjectPart part) throws NotTakenException {
        Last before = last;
        if (part.part() == 1 || before == null) {
            return;
        }
        if (!before.sender().equals(sender) || !before.part().id().equals(part.id())) {
            throw new NotTakenException(Reason.INCOMPLETE);
        } else if (!before.part().isOfOneObjectWith(part)) {
            throw new NotTakenException(Reason.MIXED);
        } else if (part.part() > before.part().part() + 1) {
            throw new NotTakenException(Reason.INCOMPLETE);
        }
    }

    /// The next element isn't the one behind the last.
    void restart() {
        last = null;
    }

    /// It is worth nothing. Carries no stack trace: hostile input must stay cheap.
    static final class NotTakenException extends Exception {

        private static final long serialVersionUID = 1L;

        private final Reason reason;

        NotTakenException(Reason reason) {
            super(reason.name(), null, false, false);
            this.reason = reason;
        }

        Reason reason() {
            return reason;
        }
    }
}
