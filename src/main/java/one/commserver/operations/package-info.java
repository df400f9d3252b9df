/// What operators ask a node, and what it answers: endpoints of the management port. They look at what others know and
/// keep nothing themselves; nobody else knows of them.
///
/// Decision 0014.
@NullMarked
package one.commserver.operations;

import org.jspecify.annotations.NullMarked;
