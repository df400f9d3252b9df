/// Which steps of the server are traced, and how. Nothing of the frames that are relayed ever is.
@NullMarked
package one.commserver.tracing;

import org.jspecify.annotations.NullMarked;
