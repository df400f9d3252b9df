/// Which store keeps what outlives a call: this process, or a Redis that many share. Everything that is stored asks
/// here which of its implementations is the one.
@NullMarked
package one.commserver.storage;

import org.jspecify.annotations.NullMarked;
