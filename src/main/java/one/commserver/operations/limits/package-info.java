/// What an operator reads and changes of limits, while the server runs.
@NullMarked
package one.commserver.operations.limits;

import org.jspecify.annotations.NullMarked;
