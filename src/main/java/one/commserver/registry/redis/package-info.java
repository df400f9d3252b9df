/// The registry that many nodes share, in Redis.
@NullMarked
package one.commserver.registry.redis;

import org.jspecify.annotations.NullMarked;
