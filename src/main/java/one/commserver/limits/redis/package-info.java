/// Limits to which all nodes count that share a Redis.
///
/// Spec: chapters 3 (throttled failures) and 13.
@NullMarked
package one.commserver.limits.redis;

import org.jspecify.annotations.NullMarked;
