/// Objects that are left in mailboxes and fetched: what it costs to synchronise.
@NullMarked
package one.commserver.bench.mail;

import org.jspecify.annotations.NullMarked;
