/// One connection, as client and server see it: its lifecycle states, its ordered chain of plugins, its outgoing
/// queue and the observer that hears of everything. It knows no transport: what lies below is a
/// [one.commserver.wire.Wire].
///
/// Spec: chapter 5.
@NullMarked
package one.commserver.connection;

import org.jspecify.annotations.NullMarked;
