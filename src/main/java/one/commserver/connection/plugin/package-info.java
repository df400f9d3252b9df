/// The plugins that every connection has: network, statistics and ping-pong.
@NullMarked
package one.commserver.connection.plugin;

import org.jspecify.annotations.NullMarked;
