package one.commserver.relay.bus.redis;

import one.commserver.registry.NodeId;
import one.commserver.relay.bus.Batch;
import one.commserver.relay.bus.BusListener;
import one.commserver.relay.bus.BusMessage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What comes from one node: its batches in the order of their numbers, or a gap. The listener is called under its
/// lock, one call at a time.
final class Inbound {

    private static final Logger LOG = LoggerFactory.getLogger(Inbound.class);

    private final NodeId from;
    private final BusListener listener;
    private boolean isKnown;
    private long stream;
    private long next = 1;
    private volatile long usedAt;

    Inbound(NodeId from, BusListener listener, long now) {
        this.from = from;
        this.listener = listener;
        this.usedAt = now;
    }

    /// A batch has come.
    synchronized void heard(Batch batch, long now) {
        usedAt = now;
        boolean isNew = !isKnown || batch.stream() != stream;
        boolean misses = isNew && isKnown;
        if (isNew) {
            isKnown = true;
            stream = batch.stream();
            next = 1;
        }
        boolean isNumberOnly = batch.messages().isEmpty();
        long first = isNumberOnly ? batch.number() + 1 : batch.number();
        if (first > next) {
            misses = true;
        } else if (first < next) {
            // a batch twice, or an old one that was overtaken: what it had is missed already
            return;
        }
        next = isNumberOnly ? first : first + 1;
        if (misses) {
            gap();
        }
        batch.messages().forEach(this::tell);
    }

    private void tell(BusMessage message) {
        try {
            listener.heard(from, message);
        } catch (RuntimeException | OutOfMemoryError failure) {
            // whoever is to hear it takes care of its own: a client that provokes this must not break all the others,
            // and what one message has no memory for may be there for the next one
            LOG.error("a message of {} could not be handled", from, failure);
        }
    }

    /// Something may be missing.
    synchronized void gap() {
        try {
            listener.gap(from);
        } catch (RuntimeException | OutOfMemoryError failure) {
            LOG.error("a gap of {} could not be handled", from, failure);
        }
    }

    /// Messages are taken for it again.
    synchronized void reachable() {
        try {
            listener.reachable(from);
        } catch (RuntimeException | OutOfMemoryError failure) {
            LOG.error("the return of {} could not be handled", from, failure);
        }
    }

    /// When it was heard last.
    long usedAt() {
        return usedAt;
    }
}
