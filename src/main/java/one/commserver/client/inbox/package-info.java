/// An inbox on disk for what was left at a server: nothing that came gets lost or comes twice.
@NullMarked
package one.commserver.client.inbox;

import org.jspecify.annotations.NullMarked;
