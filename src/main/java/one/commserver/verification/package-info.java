/// Checks signatures off the event loops, for whatever feature needs it.
@NullMarked
package one.commserver.verification;

import org.jspecify.annotations.NullMarked;
