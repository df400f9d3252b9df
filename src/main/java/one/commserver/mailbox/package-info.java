/// Objects that are kept for whoever is away, and how he comes by them.
///
/// Spec: chapter 9.
@NullMarked
package one.commserver.mailbox;

import org.jspecify.annotations.NullMarked;
