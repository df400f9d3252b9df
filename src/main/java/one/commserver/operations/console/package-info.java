/// The operators' console: a page at the management port, and the stream of numbers that keeps it up to date. Whatever
/// the number of viewers, a number is computed once; without a viewer nothing is.
///
/// Decision 0014.
@NullMarked
package one.commserver.operations.console;

import org.jspecify.annotations.NullMarked;
