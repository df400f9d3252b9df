/// Mailboxes in a Redis that all nodes share. What a step does is decided there, by a script.
@NullMarked
package one.commserver.mailbox.redis;

import org.jspecify.annotations.NullMarked;
