package one.commserver.client;

import one.commserver.client.sync.Inbox;
import one.commserver.client.sync.ReceivedPart;
import one.commserver.client.sync.RefusedPart;

import reactor.core.publisher.Mono;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/// Says what it was given.
final class RecordingInbox implements Inbox {

    final List<String> taken = new CopyOnWriteArrayList<>();
    final List<RefusedPart> refused = new CopyOnWriteArrayList<>();
    volatile Function<ReceivedPart, Mono<Void>> answer = part -> Mono.empty();
    volatile String cursor;

    @Override
    public Mono<Void> take(ReceivedPart part) {
        return Mono.defer(() -> answer.apply(part))
                .then(
                        Mono.fromRunnable(() ->
                                taken.add(
                                        part.part().id()
                                                + "/"
                                                + part.part().part()
                                                + "="
                                                + new String(part.content(), StandardCharsets.UTF_8))));
    }

    @Override
    public Mono<Void> refused(RefusedPart part) {
        return Mono.fromRunnable(() -> refused.add(part));
    }

    @Override
    public Mono<String> cursor() {
        return Mono.fromSupplier(() -> cursor);
    }

    @Override
    public Mono<Void> save(String next) {
        return Mono.fromRunnable(() -> cursor = next);
    }
}
