/// What keeps the relay's memory within its bounds: credit that was granted, bytes that wait, sessions whose clients
/// are away.
///
/// Spec: chapters 3 (session) and 8 (flow).
@NullMarked
package one.commserver.relay.bounds;

import org.jspecify.annotations.NullMarked;
