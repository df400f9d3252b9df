package one.commserver.e2e;

import one.commserver.registry.NodeId;
import one.commserver.registry.Registration;
import one.commserver.registry.Registry;
import one.commserver.relay.bus.Bus;
import one.commserver.relay.bus.BusMessage;
import one.commserver.relay.record.SessionRecords;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/// Stands between a node and what it has in common with others, and makes of the rare what happens at once.
final class Meddling implements ApplicationContextInitializer<GenericApplicationContext> {

    /// Far above what any clock gives.
    private static final long AHEAD = 1_000_000_000L;

    private final AtomicInteger losses = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicInteger misreadings = new AtomicInteger();
    private final Queue<Held> held = new ConcurrentLinkedQueue<>();
    private volatile boolean holds;
    private volatile Sinks.Empty<Void> claims = passing();

    private record Held(Bus bus, NodeId to, BusMessage message) {}

    /// How far the next clients have come is told, and never arrives.
    void lose(int times) {
        losses.set(times);
    }

    /// The same can't be told.
    void refuse(int times) {
        refusals.set(times);
    }

    /// Where somebody is will be read with an epoch of which its node never heard: of a claim whose answer got lost,
    /// and which the node takes back with its next renewal.
    void misread(int times) {
        misreadings.set(times);
    }

    /// Whatever its node tells other nodes about channels is on its way until [#letGo], in its order.
    void hold() {
        holds = true;
    }

    /// What a session may have had at another node is read, and the answer is on its way until [#letGo].
    void holdClaims() {
        claims = Sinks.empty();
    }

    /// Whether something is on its way.
    boolean isHolding() {
        return !held.isEmpty();
    }

    /// Whether such a message is on its way.
    boolean isHolding(Predicate<BusMessage> such) {
        return held.stream().map(Held::message).anyMatch(such);
    }

    /// It arrives.
    void letGo() {
        holds = false;
        claims.tryEmitEmpty();
        for (Held next = held.poll(); next != null; next = held.poll()) {
            next.bus().send(next.to(), next.message());
        }
    }

    /// Whether all that was to go wrong did.
    boolean isDone() {
        return losses.get() == 0 && refusals.get() == 0 && misreadings.get() == 0;
    }

    @Override
    public void initialize(GenericApplicationContext context) {
        Between.put(context, Bus.class, "redisBus", this::told);
        Between.put(context, Registry.class, "registry", this::read);
        Between.put(context, SessionRecords.class, "sessionRecords", this::recorded);
    }

    private static Sinks.Empty<Void> passing() {
        Sinks.Empty<Void> passing = Sinks.empty();
        passing.tryEmitEmpty();
        return passing;
    }

    private Object recorded(Object real, Method method, Object[] arguments) throws ReflectiveOperationException {
        Object answer = method.invoke(real, arguments);
        Mono<Void> until = claims.asMono();
        return method.getName().equals("claim") ? ((Mono<?>) answer).delayUntil(any -> until) : answer;
    }

    private Object told(Object real, Method method, Object[] arguments) throws ReflectiveOperationException {
        if (holds && method.getName().equals("send")) {
            return held.add(new Held((Bus) real, (NodeId) arguments[0], copy((BusMessage) arguments[1])));
        }
        if (method.getName().equals("send") && arguments[1] instanceof BusMessage.Resumed) {
            if (takes(losses)) {
                return true;
            }
            if (takes(refusals)) {
                return false;
            }
        }
        return method.invoke(real, arguments);
    }

    /// Of a frame only its sender's buffer was given.
    private static BusMessage copy(BusMessage message) {
        return message instanceof BusMessage.Data(var key, var to, var epoch, var generation, var kind, var payload)
                ? new BusMessage.Data(
                        key,
                        to,
                        epoch,
                        generation,
                        kind,
                        ByteBuffer.allocate(payload.remaining()).put(payload.duplicate()).flip())
                : message;
    }

    private Object read(Object real, Method method, Object[] arguments) throws ReflectiveOperationException {
        Object answer = method.invoke(real, arguments);
        return method.getName().equals("find") && takes(misreadings)
                ? ((Mono<?>) answer).cast(List.class).map(Meddling::ahead)
                : answer;
    }

    private static List<Registration> ahead(List<?> found) {
        return found.stream()
                .map(Registration.class::cast)
                .map(held -> new Registration(held.slot(), held.epoch() + AHEAD, held.node(), held.session()))
                .toList();
    }

    private static boolean takes(AtomicInteger left) {
        return left.getAndUpdate(now -> Math.max(0, now - 1)) > 0;
    }
}
