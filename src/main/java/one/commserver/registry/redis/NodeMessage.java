package one.commserver.registry.redis;

import one.commserver.crypto.Identity;
import one.commserver.registry.Slot;

import java.nio.charset.StandardCharsets;

/// What nodes tell each other about slots. The first two are written by scripts.
sealed interface NodeMessage {

    /// Somebody else has the slot since that taking.
    ///
    /// @param ticket what the answer names
    /// @param waiting the node that wants an answer
    record Displace(String ticket, String waiting, Slot slot, long epoch, boolean resumed) implements NodeMessage {}

    /// A slot is being fought over.
    ///
    /// @param slot that is fought over
    /// @param told whose holder is to be told, and the epoch of its taking
    record Conflict(Slot slot, int displacements, Slot told, long epoch) implements NodeMessage {}

    /// Who was displaced has stopped reading.
    record Stopped(String ticket) implements NodeMessage {

        byte[] bytes() {
            return ("stopped " + ticket).getBytes(StandardCharsets.US_ASCII);
        }
    }

    /// Reads one.
    ///
    /// @throws IllegalArgumentException if it is none
    static NodeMessage parse(byte[] bytes) {
        String[] words = new String(bytes, StandardCharsets.US_ASCII).split(" ", -1);
        return switch (words[0] + words.length) {
            case "displace7" ->
                    new Displace(
                            words[1],
                            words[2],
                            SlotField.parse(Identity.parseAny(words[3]), words[4]),
                            Long.parseLong(words[5]),
                            words[6].equals("1"));
            case "conflict6" -> {
                Identity identity = Identity.parseAny(words[1]);
                yield new Conflict(
                        SlotField.parse(identity, words[2]),
                        Integer.parseInt(words[3]),
                        SlotField.parse(identity, words[4]),
                        Long.parseLong(words[5]));
            }
            case "stopped2" -> new Stopped(words[1]);
            default -> throw new IllegalArgumentException("no message between nodes");
        };
    }
}
