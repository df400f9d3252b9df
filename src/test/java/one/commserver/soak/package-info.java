/// Mixed load with much coming and going for a long time, and whether the server is behind it what it was before:
/// `./mvnw -Psoak verify`.
@NullMarked
package one.commserver.soak;

import org.jspecify.annotations.NullMarked;
