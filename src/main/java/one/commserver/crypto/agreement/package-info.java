/// Agreeing on secret keys and using them: X25519, ML-KEM-768, HKDF-SHA-256, ChaCha20-Poly1305.
///
/// Which library does what, and why, is decision 4. Whatever holds a secret is closed by its owner, which wipes it.
/// Copies that a library or the garbage collector has made are out of reach. No I/O after the first use of a class; a
/// few hundred microseconds at most, which is much for an event loop.
///
/// Spec: chapter 8, end to end.
@NullMarked
package one.commserver.crypto.agreement;

import org.jspecify.annotations.NullMarked;
