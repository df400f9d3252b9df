package one.commserver.demo;

import one.commserver.client.sync.Inbox;
import one.commserver.client.sync.ReceivedPart;
import one.commserver.client.sync.RefusedPart;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/// What B finds when it is back: small things as they are, of the large one its digest. It is asked for one thing after
/// another, and read when all is there.
final class Arrived implements Inbox {

    private final List<String> notes = new ArrayList<>();
    private final MessageDigest picture = Payload.digest();
    private @Nullable String cursor;
    private int batches;
    private int refused;

    @Override
    public synchronized Mono<Void> take(ReceivedPart part) {
        if (part.part().parts() == 1) {
            notes.add(Away.text(part.content()));
        } else {
            picture.update(part.content());
        }
        return Mono.empty();
    }

    @Override
    public synchronized Mono<Void> refused(RefusedPart part) {
        refused++;
        return Mono.empty();
    }

    @Override
    public synchronized Mono<String> cursor() {
        return Mono.justOrEmpty(cursor);
    }

    @Override
    public synchronized Mono<Void> save(String behind) {
        cursor = behind;
        batches++;
        return Mono.empty();
    }

    synchronized List<String> notes() {
        return List.copyOf(notes);
    }

    /// Of the large one. Once.
    synchronized String picture() {
        return Payload.hex(picture);
    }

    synchronized int batches() {
        return batches;
    }

    synchronized int refused() {
        return refused;
    }

    static String digest(byte[] bytes) {
        MessageDigest digest = Payload.digest();
        digest.update(bytes);
        return Payload.hex(digest);
    }
}
