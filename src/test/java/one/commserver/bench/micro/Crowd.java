package one.commserver.bench.micro;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SignatureAlgorithm;

import java.util.SplittableRandom;

/// Identities, always the same ones.
///
/// They are of the algorithm whose identities are digests: any 32 bytes are one, so a million take no time to make. A
/// map hashes and compares those of all algorithms in the same way.
final class Crowd {

    /// The most that are asked for in turn: enough to find none of them in a processor's nearest memory.
    private static final int ASKED_AT_MOST = 65_536;

    private static final int SEED = 17;

    private Crowd() {}

    /// That many different ones.
    static Identity[] members(int count) {
        return make(new SplittableRandom(SEED), count);
    }

    /// That many which are no members.
    static Identity[] strangers(int count) {
        return make(new SplittableRandom(SEED + 1), count);
    }

    /// Some of them in another order, equal and not the same, as they come off the wire. Their number is a power of
    /// two.
    static Identity[] asked(Identity[] members) {
        int count = Math.min(ASKED_AT_MOST, Integer.highestOneBit(members.length));
        var random = new SplittableRandom(SEED + 2);
        var asked = new Identity[count];
        for (int i = 0; i < count; i++) {
            Identity member = members[random.nextInt(members.length)];
            asked[i] = new Identity(member.scheme(), Bytes.of(member.value().toByteArray()));
        }
        return asked;
    }

    private static Identity[] make(SplittableRandom random, int count) {
        var made = new Identity[count];
        byte[] bytes = new byte[SignatureAlgorithm.ML_DSA_65.identityLength()];
        for (int i = 0; i < count; i++) {
            random.nextBytes(bytes);
            made[i] = new Identity(SignatureAlgorithm.ML_DSA_65, Bytes.of(bytes));
        }
        return made;
    }
}
