/// Looks at a deployment from outside, as a client sees it: name, sockets, TLS, the door, authentication, and data
/// between two identities of its own.
@NullMarked
package one.commserver.cli.doctor;

import org.jspecify.annotations.NullMarked;
