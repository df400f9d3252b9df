/// When a client does something by itself: heartbeats, and connecting again.
@NullMarked
package one.commserver.client.timing;

import org.jspecify.annotations.NullMarked;
