/// Sealing to a public key (HPKE, RFC 9180, base mode): whoever has the public key seals, who has the private one
/// opens.
///
/// It says nothing of who has sealed; that takes a signature. Only the first message of an HPKE context is used: each
/// seal has an encapsulation of its own. The library is Bouncy Castle, as for key agreement (decision 4). Some hundred
/// microseconds and 10 ms for each MiB: not for an event loop. Servers only read public keys, which is cheap.
///
/// Spec: chapters 6 (the sealing key) and 9 (sealing).
@NullMarked
package one.commserver.crypto.sealing;

import org.jspecify.annotations.NullMarked;
