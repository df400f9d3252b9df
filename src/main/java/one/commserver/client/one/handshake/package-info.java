/// How two peers of the ONE dialect come to a key that only they have, step by step: what each sends, and what it makes
/// of what comes. No input, no output.
///
/// Each end draws a key pair for this connection alone, and sends its public half sealed with what the two long-term
/// keys have in common. So each proves that it owns its long-term key, and whoever gets hold of these keys later can't
/// read what was said.
///
/// Spec: the ONE dialect.
@NullMarked
package one.commserver.client.one.handshake;

import org.jspecify.annotations.NullMarked;
