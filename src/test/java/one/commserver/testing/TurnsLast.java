package one.commserver.testing;

import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.util.Comparator;

/// Puts the test classes that hold a [ResourceLock] behind all others, which keep their order.
///
/// The thread that has all classes to run takes them from the end, those that help it take them from the beginning. So
/// that one thread runs whoever holds the lock, one after another and from the start on, and no other thread stands
/// before the lock while there is anything else to do.
public final class TurnsLast implements ClassOrderer {

    /// Called by JUnit.
    public TurnsLast() {}

    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors().sort(Comparator.comparing(TurnsLast::takesTurns));
    }

    private static boolean takesTurns(ClassDescriptor each) {
        return !each.findRepeatableAnnotations(ResourceLock.class).isEmpty();
    }
}
