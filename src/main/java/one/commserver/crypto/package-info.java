/// Identities, signatures, signed transcripts, digests and randomness.
///
/// Everything here is plain values and pure functions: no framework, no I/O after start, safe from any thread.
/// Primitives come from libraries; this package only chooses them, frames their input and refuses what has a
/// second spelling.
///
/// Spec: framing (keys and signatures) and authentication (transcript).
@NullMarked
package one.commserver.crypto;

import org.jspecify.annotations.NullMarked;
