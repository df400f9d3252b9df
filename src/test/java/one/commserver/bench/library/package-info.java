/// Clients of the library in place of the generator's.
@NullMarked
package one.commserver.bench.library;

import org.jspecify.annotations.NullMarked;
