/// Sessions' records in Redis.
@NullMarked
package one.commserver.relay.record.redis;

import org.jspecify.annotations.NullMarked;
