/// The server's side of one link: which dialect it speaks, who it is, which slot it gets, and which feature gets which
/// of its messages. Errors become answers here and nowhere else.
///
/// Spec: chapters 1 (dialects), 3 (sessions), 4 (duplicates) and 10 (errors).
@NullMarked
package one.commserver.session;

import org.jspecify.annotations.NullMarked;
