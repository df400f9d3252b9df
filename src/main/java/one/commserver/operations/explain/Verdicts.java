package one.commserver.operations.explain;

import one.commserver.operations.explain.Explanation.OneNode;
import one.commserver.operations.explain.Explanation.OneSlot;
import one.commserver.operations.explain.NodePart.OneLimit;
import one.commserver.operations.explain.NodePart.OneLink;
import one.commserver.operations.explain.NodePart.OneRefusal;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Says in sentences what an answer shows, the most telling first.
final class Verdicts {

    private static final int MOST_OF_A_SORT = 5;
    private static final long MILLIS = 1000;
    private static final long MINUTE = 60;

    private final List<OneSlot> slots;
    private final List<OneNode> nodes;
    private final List<String> silent;
    private final List<String> sentences = new ArrayList<>();

    private Verdicts(@Nullable List<OneSlot> slots, List<OneNode> nodes, List<String> silent) {
        this.slots = slots == null ? List.of() : slots;
        this.nodes = nodes;
        this.silent = silent;
    }

    static List<String> of(
            @Nullable List<OneSlot> slots, List<OneNode> nodes, List<String> silent, List<String> unavailable) {
        var verdicts = new Verdicts(slots, nodes, silent);
        verdicts.connections(unavailable.isEmpty());
        verdicts.refusals();
        verdicts.limits();
        verdicts.slots();
        verdicts.nodes();
        if (!unavailable.isEmpty()) {
            verdicts.say("The shared store didn't answer in time; not known: " + String.join(", ", unavailable));
        }
        return List.copyOf(verdicts.sentences);
    }

    private void say(String sentence) {
        sentences.add(sentence + '.');
    }

    private void sayEach(Stream<String> all) {
        List<String> some = all.toList();
        some.stream().limit(MOST_OF_A_SORT).forEach(this::say);
        if (some.size() > MOST_OF_A_SORT) {
            say("And " + (some.size() - MOST_OF_A_SORT) + " more like these");
        }
    }

    private void connections(boolean isAllKnown) {
        boolean isConnected = nodes.stream().anyMatch(node -> node.found().connectionCount() > 0);
        if (isConnected) {
            sayEach(nodes.stream().flatMap(node -> node.found().connections().stream().map(link -> of(node, link))));
            return;
        }
        boolean isHeard = nodes.stream().anyMatch(Verdicts::hasHeard);
        if (!isHeard && slots.isEmpty() && silent.isEmpty() && isAllKnown) {
            say("Not connected, and no node remembers that it was, or that it tried");
        } else {
            say(silent.isEmpty() && isAllKnown ? "Not connected" : "Not connected at any node that has answered");
        }
    }

    private static boolean hasHeard(OneNode node) {
        NodePart found = node.found();
        return !(found.events().isEmpty() && found.errors().isEmpty() && found.refusedLogins().isEmpty());
    }

    private static String of(OneNode node, OneLink link) {
        String what =
                link.state().equals("ACTIVE")
                        ? "Connected at " + node.node()
                        : "A connection at " + node.node() + " is " + link.state();
        return what
                + " since "
                + link.since()
                + " ("
                + link.id()
                + ", "
                + link.kind()
                + (link.held() ? ", not read from at the moment: it sends or asks for too much" : "")
                + ')';
    }

    private record At(OneNode node, OneRefusal refusal) {}

    /// The last one that it was itself, and the last one that anybody may have been; who has come in since has had its
    /// answer.
    private void refusals() {
        lastRefusal(true)
                .ifPresent(last ->
                        say(
                                "The last login was refused "
                                        + span(last.refusal().ago())
                                        + " ago at "
                                        + last.node().node()
                                        + ": "
                                        + last.refusal().code()));
        lastRefusal(false)
                .ifPresent(last ->
                        say(
                                "Somebody who said to be it was refused "
                                        + span(last.refusal().ago())
                                        + " ago at "
                                        + last.node().node()
                                        + ": "
                                        + last.refusal().code()
                                        + ", before it was proven whose it was (from "
                                        + last.refusal().address()
                                        + ')'));
    }

    private Optional<At> lastRefusal(boolean isProven) {
        return nodes.stream()
                .flatMap(node -> node.found().refusedLogins().stream().map(refusal -> new At(node, refusal)))
                .filter(at -> at.refusal().proven() == isProven)
                .min(Comparator.comparingLong(at -> at.refusal().ago()))
                .filter(last -> lastEntry() > last.refusal().ago());
    }

    /// How long ago somebody was let in last.
    private long lastEntry() {
        return nodes.stream()
                .flatMap(node -> node.found().events().stream())
                .filter(event -> event.what().equals("connected"))
                .mapToLong(event -> event.ago())
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private void limits() {
        sayEach(nodes.stream().flatMap(node -> node.found().limits().stream().map(limit -> of(node, limit))));
    }

    private static String of(OneNode node, OneLimit limit) {
        String address =
                limit.proven()
                        ? "Its address " + limit.of()
                        : "The address " + limit.of() + ", where somebody said to be it,";
        String who = limit.of().equals("identity") ? "Rate limited" : address + " is rate limited";
        return who + " at " + node.node() + " for " + span(limit.left()) + ": " + limit.name();
    }

    private void slots() {
        sayEach(slots.stream().filter(slot -> slot.node() != null && isGone(slot)).map(Verdicts::gone));
        sayEach(slots.stream().filter(slot -> slot.node() != null && silent.contains(slot.node())).map(Verdicts::held));
        List<OneSlot> waiting = slots.stream().filter(slot -> slot.node() == null).toList();
        waiting.stream()
                .mapToLong(OneSlot::resumableMs)
                .max()
                .ifPresent(longest ->
                        say(
                                "Sessions that wait for their client: "
                                        + waiting.size()
                                        + ", the longest for another "
                                        + span(longest)));
    }

    private static boolean isGone(OneSlot slot) {
        return slot.leaseRemainingMs() != null && slot.leaseRemainingMs() == 0;
    }

    private static String gone(OneSlot slot) {
        return "Slot " + name(slot) + " was held by " + slot.node() + ", which is gone: it can be taken";
    }

    private static String held(OneSlot slot) {
        Long lease = slot.leaseRemainingMs();
        return "Slot "
                + name(slot)
                + " is held by "
                + slot.node()
                + ", which doesn't answer"
                + (lease == null ? "" : " and whose lease ends in " + span(lease));
    }

    private static String name(OneSlot slot) {
        return slot.kind() + '/' + slot.instance() + (slot.lane().isEmpty() ? "" : '/' + slot.lane());
    }

    private void nodes() {
        sayEach(
                nodes.stream()
                        .filter(node -> !node.found().ready() || node.found().draining() || node.found().full())
                        .map(node -> node.node() + takesNobody(node.found())));
        sayEach(silent.stream().map(node -> node + " lives and didn't answer"));
    }

    private static String takesNobody(NodePart found) {
        if (found.draining()) {
            return " sends its clients elsewhere";
        }
        return found.full() ? " has as many connections as it may" : " isn't ready for clients";
    }

    private static String span(long millis) {
        long seconds = (millis + MILLIS / 2) / MILLIS;
        if (seconds < 2 * MINUTE) {
            return seconds + " s";
        }
        long minutes = seconds / MINUTE;
        return minutes < 2 * MINUTE ? minutes + " min" : minutes / MINUTE + " h";
    }
}
