/// How two sockets come to be a pair, at each kind of contender.
@NullMarked
package one.commserver.bench.join;

import org.jspecify.annotations.NullMarked;
