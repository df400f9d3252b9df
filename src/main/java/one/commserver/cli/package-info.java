/// The commands beside the server: `send`, `receive` and `doctor`, each a client like any other.
///
/// Reference: docs/cli.md.
@NullMarked
package one.commserver.cli;

import org.jspecify.annotations.NullMarked;
