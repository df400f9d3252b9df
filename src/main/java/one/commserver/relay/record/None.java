package one.commserver.relay.record;

import one.commserver.registry.Registration;

import reactor.core.publisher.Mono;

import java.util.List;

/// Keeps nothing: sessions end with their node.
final class None implements SessionRecords {

    @Override
    public boolean areKept() {
        return false;
    }

    @Override
    public Mono<SessionRecord> claim(Registration registration) {
        return Mono.empty();
    }

    @Override
    public Mono<Void> write(Registration registration, int lastNumber, List<ChannelRecord> channels) {
        return Mono.empty();
    }

    @Override
    public Mono<Boolean> forget(Registration registration) {
        return Mono.just(true);
    }
}
