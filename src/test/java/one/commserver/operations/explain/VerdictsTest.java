package one.commserver.operations.explain;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.operations.explain.Explanation.OneNode;
import one.commserver.operations.explain.NodePart.OneLimit;
import one.commserver.operations.explain.NodePart.OneRefusal;

import org.junit.jupiter.api.Test;

import java.util.List;

/// What anybody can bring about by saying to be somebody doesn't hide what that one has met with.
class VerdictsTest {

    @Test
    void whatAnybodyMayHaveDoneIsSaidApart() {
        var proven = new OneRefusal("", 9000, "1", "limit_identity", true, "192.0.2.1");
        var claimed = new OneRefusal("", 1000, "2", "auth_signature", false, "192.0.2.7");

        assertThat(said(List.of(claimed, proven), List.of()))
                .containsSubsequence(
                        "The last login was refused 9 s ago at node: limit_identity.",
                        "Somebody who said to be it was refused 1 s ago at node: auth_signature,"
                                + " before it was proven whose it was (from 192.0.2.7).");
    }

    @Test
    void theAddressOfSomebodyElseIsNotItsOwn() {
        var own = new OneLimit("failed-authentications", "192.0.2.1", true, 40_000);
        var other = new OneLimit("failed-authentications", "192.0.2.7", false, 30_000);

        assertThat(said(List.of(), List.of(own, other)))
                .containsSubsequence(
                        "Its address 192.0.2.1 is rate limited at node for 40 s: failed-authentications.",
                        "The address 192.0.2.7, where somebody said to be it, is rate limited at node for 30 s:"
                                + " failed-authentications.");
    }

    private static List<String> said(List<OneRefusal> refusals, List<OneLimit> limits) {
        var part =
                new NodePart(
                        true, false, false, 0, List.of(), List.of(), limits, List.of(), List.of(), refusals, "", "");
        return Verdicts.of(List.of(), List.of(new OneNode("node", null, part)), List.of(), List.of());
    }
}
