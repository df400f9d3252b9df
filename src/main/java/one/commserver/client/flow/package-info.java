/// Credit and its use: how much may be sent and granted, the order in which channels send, and the Reactive Streams
/// ends of a channel. Everything belongs to the connection's thread unless it says otherwise.
///
/// Spec: chapter 8, flow.
@NullMarked
package one.commserver.client.flow;

import org.jspecify.annotations.NullMarked;
