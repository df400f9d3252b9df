/// How a client proves who it is, and what it remembers of the server for the next time.
///
/// Spec: chapter 3.
@NullMarked
package one.commserver.client.authentication;

import org.jspecify.annotations.NullMarked;
