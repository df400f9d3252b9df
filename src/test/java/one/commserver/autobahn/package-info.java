/// Holds both ends of a WebSocket against RFC 6455, with the Autobahn test suite.
///
/// Nothing here is a test; `./mvnw -Pautobahn verify` runs it.
@NullMarked
package one.commserver.autobahn;

import org.jspecify.annotations.NullMarked;
