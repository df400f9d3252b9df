/// What is announced, published and watched by the clients of many nodes, in Redis.
///
/// Spec: chapters 6 and 13.
@NullMarked
package one.commserver.discovery.redis;

import org.jspecify.annotations.NullMarked;
