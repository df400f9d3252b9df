package one.commserver.bench.micro;

import one.commserver.crypto.Identity;
import one.commserver.registry.IdentityIndex;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import java.util.Set;

/// The index of who belongs to an identity, with that many identities of one member each.
@State(Scope.Thread)
public class IdentityIndexBenchmark {

    private static final int VISITORS = 4096;

    /// Who is in it.
    @Param({"1", "1000", "100000", "1000000"})
    public int entries;

    private final Object member = new Object();
    private IdentityIndex<Object> index;
    private Identity[] asked;
    private Identity[] strangers;
    private int turn;

    /// Puts them in.
    @Setup
    public void fill() {
        index = new IdentityIndex<>();
        Identity[] members = Crowd.members(entries);
        for (Identity each : members) {
            index.add(each, member);
        }
        asked = Crowd.asked(members);
        strangers = Crowd.strangers(VISITORS);
    }

    /// Somebody comes and goes.
    @Benchmark
    public Identity addAndRemove() {
        Identity identity = strangers[turn++ & (VISITORS - 1)];
        index.add(identity, member);
        index.remove(identity, member);
        return identity;
    }

    /// Who belongs to somebody who is there.
    @Benchmark
    public Set<Object> of() {
        return index.of(asked[turn++ & (asked.length - 1)]);
    }
}
