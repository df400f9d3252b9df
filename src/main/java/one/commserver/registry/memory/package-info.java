/// The registry of a server that is alone: everything lives in its memory and ends with its process.
///
/// Spec: chapters 3 (sessions) and 4 (duplicates).
@NullMarked
package one.commserver.registry.memory;

import org.jspecify.annotations.NullMarked;
