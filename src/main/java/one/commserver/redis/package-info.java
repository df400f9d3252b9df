/// The connection to a Redis that all nodes share, and scripts that run there. Knows nothing of what is stored.
///
/// Spec: chapter 13.
@NullMarked
package one.commserver.redis;

import org.jspecify.annotations.NullMarked;
