package one.commserver.soak.load;

import one.commserver.client.sync.Inbox;
import one.commserver.client.sync.ReceivedPart;
import one.commserver.client.sync.RefusedPart;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// What was fetched, part by part in the order in which it came.
final class Pile implements Inbox {

    private final Map<String, ByteArrayOutputStream> objects = new ConcurrentHashMap<>();
    private final AtomicInteger parts = new AtomicInteger();
    private volatile @Nullable String cursor;

    int parts() {
        return parts.get();
    }

    boolean matches(String id, byte[] content) {
        ByteArrayOutputStream object = objects.get(id);
        return object != null && Arrays.equals(object.toByteArray(), content);
    }

    @Override
    public Mono<Void> take(ReceivedPart part) {
        return Mono.fromRunnable(() -> {
            parts.incrementAndGet();
            objects.computeIfAbsent(part.part().id(), id -> new ByteArrayOutputStream()).writeBytes(part.content());
        });
    }

    @Override
    public Mono<Void> refused(RefusedPart part) {
        return Mono.error(new IllegalStateException("refused: " + part));
    }

    @Override
    public Mono<String> cursor() {
        return Mono.justOrEmpty(cursor);
    }

    @Override
    public Mono<Void> save(String next) {
        return Mono.fromRunnable(() -> cursor = next);
    }
}
