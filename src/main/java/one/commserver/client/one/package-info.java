/// Talks to peers of the ONE dialect: through a server that speaks it, or directly. For Java applications beside
/// existing ones, which have the same protocol between them.
///
/// Start at [one.commserver.client.one.OneListener] to be reached, and at [one.commserver.client.one.OneRequester] to
/// reach others. Everything may be called from any thread, and nothing blocks. Signals come on the thread of the
/// connection, which serves others too: whoever has long work to do moves it elsewhere with `publishOn`.
///
/// The server learns who talks to whom and when, and can end a connection at any moment; it learns nothing of what is
/// said, and can't change it.
///
/// Spec: the ONE dialect.
@NullMarked
package one.commserver.client.one;

import org.jspecify.annotations.NullMarked;
