/// Invites and pairings that many nodes share, in Redis.
///
/// Spec: chapters 7 and 13.
@NullMarked
package one.commserver.pairing.redis;

import org.jspecify.annotations.NullMarked;
