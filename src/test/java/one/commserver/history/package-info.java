/// Many nodes and many clients while everything around them fails: what happened is written down, and checked
/// afterwards against what chapters 3, 4, 7, 8 and 9 promise.
///
/// [HistoryIT] has the runs; a [Stage] has the nodes, a [Cast] the clients, [Faults] the trouble; [Rules] is what must
/// hold for a [History].
@NullMarked
package one.commserver.history;

import org.jspecify.annotations.NullMarked;
