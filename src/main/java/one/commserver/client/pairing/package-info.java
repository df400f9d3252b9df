/// Becoming peers: making invites and their links, redeeming them, and believing only what was verified here.
///
/// Spec: chapter 7.
@NullMarked
package one.commserver.client.pairing;

import org.jspecify.annotations.NullMarked;
