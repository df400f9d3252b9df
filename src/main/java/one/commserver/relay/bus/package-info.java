/// What nodes tell each other of the channels between them, and how it looks in bytes. How it gets there is one level
/// below.
///
/// Spec: chapters 8 (survival) and 13.
@NullMarked
package one.commserver.relay.bus;

import org.jspecify.annotations.NullMarked;
