/// What lies below a connection: the wire that carries its events, the events themselves, and the queue in which what
/// wants to leave waits for its turn. It knows neither states nor plugins.
///
/// Spec: chapter 2.
@NullMarked
package one.commserver.wire;

import org.jspecify.annotations.NullMarked;
