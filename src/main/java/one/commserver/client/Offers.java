package one.commserver.client;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/// Hands offers to whoever listens. Belongs to the link's thread, but for [#flux].
final class Offers {

    /// How many offers wait for a slow listener.
    static final int MAX_WAITING = 64;

    private final Sinks.Many<IncomingOffer> sink = Sinks.many().multicast().onBackpressureBuffer(MAX_WAITING, false);

    Flux<IncomingOffer> flux() {
        return sink.asFlux();
    }

    /// Declines for nobody listening, and for a listener that is too slow.
    void emit(IncomingOffer offer) {
        if (sink.currentSubscriberCount() == 0) {
            offer.reject("not_listening").subscribe();
        } else if (sink.tryEmitNext(offer).isFailure()) {
            offer.reject("busy").subscribe();
        }
    }

    void complete() {
        sink.tryEmitComplete();
    }
}
