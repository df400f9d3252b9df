/// What TLS in the server's own process costs.
@NullMarked
package one.commserver.bench.tls;

import org.jspecify.annotations.NullMarked;
