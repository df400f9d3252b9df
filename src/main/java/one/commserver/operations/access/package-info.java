/// Who may look at a node and who may change it: passwords, tokens, roles, and what a browser may be made to do.
///
/// Decision 0014.
@NullMarked
package one.commserver.operations.access;

import org.jspecify.annotations.NullMarked;
