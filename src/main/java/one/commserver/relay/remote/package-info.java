/// Channels whose other end is at another node: a half of each, what the halves tell each other over the bus, and how
/// one finds the other again.
///
/// Spec: chapter 8, chapter 13. See `docs/decisions/0011`.
@NullMarked
package one.commserver.relay.remote;

import org.jspecify.annotations.NullMarked;
