/// How a command can end, which of the client library's failures is which end, and how its thread waits for one.
@NullMarked
package one.commserver.cli.outcome;

import org.jspecify.annotations.NullMarked;
