/// Requests of which each has one answer, told apart by their `ref`.
///
/// Spec: chapter 2, text frames.
@NullMarked
package one.commserver.client.request;

import org.jspecify.annotations.NullMarked;
