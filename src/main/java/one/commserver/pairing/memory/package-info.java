/// Invites and pairings in the memory of the only node; they end with the process.
@NullMarked
package one.commserver.pairing.memory;

import org.jspecify.annotations.NullMarked;
