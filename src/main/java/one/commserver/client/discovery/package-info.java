/// Announces a device, finds peers, and watches who is there. What the server says is checked here.
///
/// Spec: chapter 6.
@NullMarked
package one.commserver.client.discovery;

import org.jspecify.annotations.NullMarked;
