package one.commserver.soak.figures;

import java.util.function.ToDoubleFunction;

/// Something of a server that must not grow.
///
/// @param name in the report
/// @param unit empty for a count
/// @param bound up to which part of its level it may be thought to grow in an hour
/// @param floor the least that is tolerated, in the unit
/// @param judged false: it is shown only
/// @param of where it stands in a sample
public record Figure(
        String name, String unit, double bound, double floor, boolean judged, ToDoubleFunction<Sample> of) {}
