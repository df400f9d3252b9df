/// Nodes that share a Redis ask each other through it: a channel for each node.
///
/// Spec: chapter 13.
@NullMarked
package one.commserver.operations.asking.redis;

import org.jspecify.annotations.NullMarked;
