package one.commserver.limits;

import org.springframework.util.unit.DataSize;

/// What the properties of this package demand of their values, said in the operator's words.
final class Check {

    private static final String PREFIX = "commserver.limits.";

    /// A size that code adds up must stay an int with room to spare.
    private static final DataSize LARGEST = DataSize.ofGigabytes(1);

    private Check() {}

    static void atLeast(String name, long least, long value) {
        that(value >= least, name, "at least " + least, value);
    }

    static void within(String name, long least, long most, long value) {
        atLeast(name, least, value);
        that(value <= most, name, "at most " + most, value);
    }

    static void size(String name, DataSize least, DataSize value) {
        that(value.compareTo(least) >= 0, name, "at least " + least, value);
        that(value.compareTo(LARGEST) <= 0, name, "at most " + LARGEST, value);
    }

    static void that(boolean holds, String name, String demand, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(PREFIX + name + " must be " + demand + ", but is " + value);
        }
    }
}
