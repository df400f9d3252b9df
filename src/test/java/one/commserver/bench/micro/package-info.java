/// Measures single steps with JMH: codecs, the registry as it grows, and cryptography.
///
/// Nothing here is a test; `./mvnw -Pjmh verify` runs it. Each class has one [org.openjdk.jmh.annotations.Param] at
/// most: its values are the columns of its table.
@NullMarked
package one.commserver.bench.micro;

import org.jspecify.annotations.NullMarked;
