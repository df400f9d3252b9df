package one.commserver.trend;

import java.time.Duration;

/// An edge of an alert; published as an event of the application.
///
/// @param rising true: it begins; false: it ends
/// @param number that was compared, in the unit of the alert: a part, a number a second, milliseconds or minutes
/// @param threshold of which it is on the other side now
/// @param lasted how long it was on; zero if it begins
public record AlertChange(Alert alert, boolean rising, double number, double threshold, Duration lasted) {}
