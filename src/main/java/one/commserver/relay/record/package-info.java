/// What outlives the node that a session was on: which channels it has, and nothing of what travels through them.
///
/// Spec: chapter 3, session; chapter 8, survival.
@NullMarked
package one.commserver.relay.record;

import org.jspecify.annotations.NullMarked;
