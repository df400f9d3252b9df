/// Invites and pairings on the server: who may call whom, and by which evidence. The server filters; trust lies in what
/// the clients verify for themselves.
///
/// Spec: chapter 7.
@NullMarked
package one.commserver.pairing;

import org.jspecify.annotations.NullMarked;
