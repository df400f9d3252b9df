/// Those who use the server during a soak, each in a way of its own.
@NullMarked
package one.commserver.soak.load;

import org.jspecify.annotations.NullMarked;
