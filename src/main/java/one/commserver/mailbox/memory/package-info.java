/// Mailboxes in the memory of the only node; they end with the process.
@NullMarked
package one.commserver.mailbox.memory;

import org.jspecify.annotations.NullMarked;
