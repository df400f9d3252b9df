/// Invites: the signed object, its secret, and what is signed when one is redeemed. Client and server share these.
///
/// Spec: chapter 7.
@NullMarked
package one.commserver.protocol.invite;

import org.jspecify.annotations.NullMarked;
