/// Joins two authenticated clients by a channel and says for each binary frame where it goes. It counts and bounds; it
/// never touches a payload.
///
/// Spec: chapter 8, opening, flow and closing.
@NullMarked
package one.commserver.relay;

import org.jspecify.annotations.NullMarked;
