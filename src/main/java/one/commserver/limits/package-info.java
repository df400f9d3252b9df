/// What nobody may have more of: named limits, the caps that count to them and the rates that pause who is too fast.
///
/// Spec: chapters 2 (limits), 3 (throttled failures), 4 (limits per identity and per address) and 8 (windows).
@NullMarked
package one.commserver.limits;

import org.jspecify.annotations.NullMarked;
