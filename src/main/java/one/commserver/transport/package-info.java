/// How clients reach the server, without saying by what: a link for each client, whom to hand it to, and the path that
/// binary frames take past everything else.
///
/// Spec: chapters 1, 2 and 8 (flow).
@NullMarked
package one.commserver.transport;

import org.jspecify.annotations.NullMarked;
