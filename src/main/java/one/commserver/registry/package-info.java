/// Who is reachable, and who holds which slot: the one place where two connections that claim the same are told
/// apart.
///
/// Spec: chapters 3 (sessions) and 4 (duplicates).
@NullMarked
package one.commserver.registry;

import org.jspecify.annotations.NullMarked;
