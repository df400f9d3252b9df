package one.commserver.history;

import one.commserver.history.Faults.Kind;

import java.util.List;
import java.util.Random;
import java.util.Set;

/// What the nodes of a run share, in one of the forms in which it is run, and what can happen to it.
interface Store extends AutoCloseable {

    /// With which a node finds it.
    List<String> properties();

    /// What can happen to it.
    Set<Kind> kinds();

    /// Has it happen; when this returns the store works again.
    void suffer(Kind kind, Random random);

    @Override
    void close();
}
