/// How a node asks all nodes that live the same question, and how it answers theirs.
///
/// Decision 0016.
@NullMarked
package one.commserver.operations.asking;

import org.jspecify.annotations.NullMarked;
