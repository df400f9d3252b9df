/// Takes sockets in, as long as there are file descriptors for them.
@NullMarked
package one.commserver.transport.accept;

import org.jspecify.annotations.NullMarked;
