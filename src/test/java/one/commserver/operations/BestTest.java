package one.commserver.operations;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import java.util.Comparator;
import java.util.List;

class BestTest {

    @Property
    void itIsWhatSortingAllOfThemWouldGive(
            @ForAll List<Integer> items,
            @ForAll @IntRange(max = 10) int page,
            @ForAll @IntRange(min = 1, max = 5) int size) {
        var best = new Best<Integer>(page * size + size, Comparator.naturalOrder());
        items.forEach(best::add);

        assertThat(best.from(page * size))
                .isEqualTo(items.stream().sorted().skip((long) page * size).limit(size).toList());
        assertThat(best.seen()).isEqualTo(items.size());
    }
}
