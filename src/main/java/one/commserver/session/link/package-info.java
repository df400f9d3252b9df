/// One link from its first frame to its end, whatever dialect it speaks: its phases, its deadlines, what waits for its
/// turn, and the place that it takes.
@NullMarked
package one.commserver.session.link;

import org.jspecify.annotations.NullMarked;
