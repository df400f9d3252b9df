/// Measures the relay against bare ones and against what others have: the packaged server as its own process, real
/// clients, real channels.
///
/// Nothing here is a test; `./mvnw -Pbench verify` runs it.
@NullMarked
package one.commserver.bench;

import org.jspecify.annotations.NullMarked;
