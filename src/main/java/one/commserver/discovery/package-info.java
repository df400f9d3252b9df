/// Where identities can be reached, with which keys things are sealed for them, and who is there: told to their peers
/// only.
///
/// Spec: chapter 6.
@NullMarked
package one.commserver.discovery;

import org.jspecify.annotations.NullMarked;
