/// What two peers of the ONE dialect put above their connection once they have a key in common: encryption, signs of
/// life, and fragments. Each plugin keeps existing applications' form on the wire.
///
/// A plugin that finds a rule broken tells so once, and lets nothing through from then on.
///
/// Spec: the ONE dialect.
@NullMarked
package one.commserver.client.one.plugin;

import org.jspecify.annotations.NullMarked;
