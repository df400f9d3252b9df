/// Sealing keys as they are published, and sealed objects: what an identity leaves for another one that is away. Form,
/// signatures and encryption only; client and server share these.
///
/// Spec: chapters 6 (the sealing key) and 9 (sealing).
@NullMarked
package one.commserver.protocol.sealing;

import org.jspecify.annotations.NullMarked;
