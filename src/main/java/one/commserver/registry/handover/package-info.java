/// How a slot passes from one holder to the next, whatever registry decides it.
///
/// Spec: chapter 4.
@NullMarked
package one.commserver.registry.handover;

import org.jspecify.annotations.NullMarked;
