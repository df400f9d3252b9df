/// Challenge and response: finds out that a client has the key of the identity that it names, and meant this server.
///
/// Spec: chapter 3.
@NullMarked
package one.commserver.handshake;

import org.jspecify.annotations.NullMarked;
