/// The ONE dialect, as far as a server speaks it: who registers a key waits in a pool of spares, who asks for a key is
/// joined with one of them, and from then on the server looks at nothing. Pool, join and relay are the same registry,
/// channels and flows that the native dialect has; here they are told in other words.
///
/// Spec: `docs/one-dialect.md`.
@NullMarked
package one.commserver.session.one;

import org.jspecify.annotations.NullMarked;
