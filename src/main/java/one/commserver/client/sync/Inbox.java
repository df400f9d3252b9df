package one.commserver.client.sync;

import reactor.core.publisher.Mono;

/// Where an application keeps what was left for it, and how far it has come. What it says is safe is acknowledged, and
/// the server keeps it no longer for this device.
///
/// It is asked for one thing after another. Everything may come twice, and a part again after later ones, when a break
/// came before the cursor was saved. A part that comes for the first time is the next one of its object if the server
/// is honest; one that isn't can leave parts out where a fetch begins, and go back.
///
/// Spec: chapter 9.
public interface Inbox {

    /// Takes a part.
    ///
    /// @return completes when it is safe. Fails: fetching ends, and the part comes again
    Mono<Void> take(ReceivedPart part);

    /// Hears of what isn't taken.
    ///
    /// @return completes: it may go. Fails: fetching ends, and it comes again
    Mono<Void> refused(RefusedPart part);

    /// The cursor that was saved last; empty if there is none.
    Mono<String> cursor();

    /// Saves a cursor behind all that was taken.
    ///
    /// @return completes when it is safe
    Mono<Void> save(String cursor);
}
