/// How a node goes away: it tells the load balancer, gives each client its own moment to leave, and closes who stays.
///
/// Spec: chapter 11.
@NullMarked
package one.commserver.drain;

import org.jspecify.annotations.NullMarked;
