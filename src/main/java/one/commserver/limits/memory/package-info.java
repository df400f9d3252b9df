/// Limits that a single node counts to by itself.
@NullMarked
package one.commserver.limits.memory;

import org.jspecify.annotations.NullMarked;
