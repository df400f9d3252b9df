/// The client library: connects, authenticates, opens channels to peers and moves bytes through them, with Reactive
/// Streams backpressure from the receiving application to the sending one.
///
/// Start at [one.commserver.client.CommClient]. Everything may be called from any thread, and nothing blocks. Signals
/// come on the thread of the link, which serves other links too: whoever has long work to do moves it elsewhere with
/// `publishOn`.
///
/// Spec: chapters 1 to 5, 8 and 10.
@NullMarked
package one.commserver.client;

import org.jspecify.annotations.NullMarked;
