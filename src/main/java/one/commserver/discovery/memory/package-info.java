/// What is announced on the only node, in its memory; it ends with the process.
@NullMarked
package one.commserver.discovery.memory;

import org.jspecify.annotations.NullMarked;
