/// How the numbers of a node move: what they were in the last minute, quarter of an hour and day, where they are going,
/// and the alerts that follow from it. Knows numbers and bounds; where they come from is the business of whoever makes
/// the sources.
@NullMarked
package one.commserver.trend;

import org.jspecify.annotations.NullMarked;
