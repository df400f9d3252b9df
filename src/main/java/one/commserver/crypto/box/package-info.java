/// NaCl's box: X25519 and HSalsa20 for a key that two have in common, XSalsa20-Poly1305 to seal with it. The ONE
/// dialect is made of it.
///
/// The library is Bouncy Castle, as for key agreement (decision 4). A box doesn't tell which of the two has sealed it:
/// what one sealed can be sent back to him, which is why a [BoxChallenge] is answered with its complement. Whatever
/// holds a secret is closed by its owner, which wipes it. Copies that a library or the garbage collector has made are
/// out of reach. No I/O after the first use of a class; a few hundred microseconds for an agreement.
@NullMarked
package one.commserver.crypto.box;

import org.jspecify.annotations.NullMarked;
