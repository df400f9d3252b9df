/// One file from one end of an encrypted connection to the other: what the two say to each other, and what the receiver
/// keeps so that it can go on where it was.
///
/// Reference: docs/cli.md, on the wire.
@NullMarked
package one.commserver.cli.transfer;

import org.jspecify.annotations.NullMarked;
