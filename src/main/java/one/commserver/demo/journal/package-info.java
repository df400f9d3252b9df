/// What the tour keeps and prints: steps with their times and message counts, the timeline, the display of a transfer.
@NullMarked
package one.commserver.demo.journal;

import org.jspecify.annotations.NullMarked;
