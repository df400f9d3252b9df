/// What well-behaved clients notice of hostile ones at the same server.
@NullMarked
package one.commserver.bench.strain;

import org.jspecify.annotations.NullMarked;
