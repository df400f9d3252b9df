/// What the tour keeps and prints: steps with their times and message counts, and the timeline.
@NullMarked
package one.commserver.demo.journal;

import org.jspecify.annotations.NullMarked;
