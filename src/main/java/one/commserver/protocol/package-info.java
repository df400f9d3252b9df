/// What travels on the wire and what each failure is called: the messages of the native protocol, version 1, their
/// JSON codec, the header of a binary frame, the table of errors and the table of close reasons.
///
/// Spec: chapters 2 (framing) and 10 (errors), and the messages of the chapters 3, 4 and 8.
@NullMarked
package one.commserver.protocol;

import org.jspecify.annotations.NullMarked;
