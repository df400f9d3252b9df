package one.commserver.trend;

import java.util.List;

/// All signals that are read at this node, in the order in which they are.
public record Sources(List<Source> all) {

    public Sources {
        all = List.copyOf(all);
    }
}
