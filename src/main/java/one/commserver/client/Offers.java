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
            reject(offer, "not_listening");
        } else if (sink.tryEmitNext(offer).isFailure()) {
            reject(offer, "busy");
        }
    }

    private static void reject(IncomingOffer offer, String reason) {
        // what it returns tells only when; nobody waits for that
        var _ = offer.reject(reason);
    }

    void complete() {
        sink.tryEmitComplete();
    }
}
