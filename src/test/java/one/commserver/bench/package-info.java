/// Measures the relay against a bare one: the packaged server as its own process, real clients, real channels.
///
/// Nothing here is a test; `./mvnw -Pbench verify` runs it.
@NullMarked
package one.commserver.bench;

import org.jspecify.annotations.NullMarked;
