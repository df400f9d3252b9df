/// Leaves objects for peers that are away, sealed and signed, and fetches what was left for this identity. What the
/// server hands over is checked here.
///
/// Spec: chapter 9.
@NullMarked
package one.commserver.client.sync;

import org.jspecify.annotations.NullMarked;
