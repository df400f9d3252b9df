/// How a command can end, and which of the client library's failures is which end.
@NullMarked
package one.commserver.cli.outcome;

import org.jspecify.annotations.NullMarked;
