package one.commserver.testing;

import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.util.Comparator;

/// Puts the test classes that take minutes in front of all others, and those that hold a [ResourceLock] behind them;
/// else they keep their order.
///
/// The thread that has all classes to run takes them from the end, those that help it take them from the beginning. So
/// that one thread runs whoever holds the lock, one after another and from the start on, and no other thread stands
/// before the lock while there is anything else to do. And nobody waits in the end for a long one that began late.
public final class StartingOrder implements ClassOrderer {

    /// The tag of a class that takes minutes.
    public static final String LONG = "long";

    /// Called by JUnit.
    public StartingOrder() {}

    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors().sort(Comparator.comparingInt(StartingOrder::place));
    }

    private static int place(ClassDescriptor each) {
        if (each.findRepeatableAnnotations(Tag.class).stream().anyMatch(tag -> tag.value().equals(LONG))) {
            return -1;
        }
        return each.findRepeatableAnnotations(ResourceLock.class).isEmpty() ? 0 : 1;
    }
}
