/// Takes sockets in, as long as there are file descriptors for them, and turns to those that have something to read.
@NullMarked
package one.commserver.transport.accept;

import org.jspecify.annotations.NullMarked;
