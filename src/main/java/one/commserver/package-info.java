/// Puts the server together: starts it and wires the features, and does nothing else.
@NullMarked
package one.commserver;

import org.jspecify.annotations.NullMarked;
