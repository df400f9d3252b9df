/// Clients' sessions, what is open between them and what is asked for: channels with their numbers, credit and breaks.
///
/// Spec: chapter 8.
@NullMarked
package one.commserver.relay.channel;

import org.jspecify.annotations.NullMarked;
