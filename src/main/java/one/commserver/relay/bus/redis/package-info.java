/// The bus between nodes on sharded publish and subscribe: a channel for each node, numbered batches, and a way to find
/// out what was lost.
///
/// Spec: chapter 13.
@NullMarked
package one.commserver.relay.bus.redis;

import org.jspecify.annotations.NullMarked;
