/// Watches all links with one timer: pings them, ends those that have died, and tells how many there are.
///
/// Spec: chapters 4 (heartbeats) and 10 (an evicted socket).
@NullMarked
package one.commserver.health;

import org.jspecify.annotations.NullMarked;
