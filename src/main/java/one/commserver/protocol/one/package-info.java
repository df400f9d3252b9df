/// The control messages of the ONE dialect, their JSON codec, and the texts that its closes bear.
///
/// They are text frames with one JSON object each, told apart by the member `command`; bytes are hexadecimal digits.
/// There is no message for errors: whatever goes wrong is a close with a text.
///
/// Spec: the ONE dialect.
@NullMarked
package one.commserver.protocol.one;

import org.jspecify.annotations.NullMarked;
