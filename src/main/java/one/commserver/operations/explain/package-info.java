/// What is going on with an identity, or with the nodes, in one answer; and the end of an identity's sessions. Each
/// node keeps a small memory of what has happened to identities lately.
///
/// Decision 0016.
@NullMarked
package one.commserver.operations.explain;

import org.jspecify.annotations.NullMarked;
