package one.commserver.client.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class GrantPoolTest {

    private static final long MIB = 1024 * 1024;

    @Test
    void eachChannelHasItsBaseAndNoMoreChannelsThanFit() {
        GrantPool pool = new GrantPool(4 * MIB, MIB, 32);

        assertThat(pool.base()).isEqualTo(64 * 1024);
        for (int i = 0; i < 32; i++) {
            assertThat(pool.join()).isTrue();
        }
        assertThat(pool.join()).isFalse();
        pool.leave(0);
        assertThat(pool.join()).isTrue();
    }

    @Test
    void aSmallWindowHasRoomForFewerChannels() {
        assertThat(new GrantPool(65_536, 32_768, 100).maxChannels()).isEqualTo(8);
        assertThat(new GrantPool(100, 100, 100).maxChannels()).isEqualTo(1);
    }

    @Test
    void aChannelAloneGetsTheWholeChannelWindow() {
        ReceiveCredit credit = credit(new GrantPool(4 * MIB, MIB, 32));
        credit.arrived(40_000);
        credit.took(40_000);

        assertThat(credit.raise()).isTrue();

        assertThat(credit.limit()).isEqualTo(40_000 + MIB);
    }

    @Test
    void aLimitIsRaisedWhenHalfOfItIsTakenNotBefore() {
        ReceiveCredit credit = credit(new GrantPool(4 * MIB, MIB, 32));
        credit.arrived(32_767);
        credit.took(32_767);
        assertThat(credit.raise()).isFalse();

        credit.arrived(1);
        assertThat(credit.raise()).isFalse();
        credit.took(1);
        assertThat(credit.raise()).isTrue();
    }

    @Test
    void whatArrivesAndIsNotTakenGrantsNothing() {
        ReceiveCredit credit = credit(new GrantPool(4 * MIB, MIB, 32));

        credit.arrived(65_536);

        assertThat(credit.raise()).isFalse();
        assertThatThrownBy(() -> credit.arrived(5)).isInstanceOf(FlowViolationException.class);
    }

    /// Whatever arrives and is taken, in whichever channel: neither window is exceeded, limits never fall, and whoever
    /// has taken everything keeps half of the first limit granted.
    @Property(tries = 200)
    void windowsAreKeptAndNobodyStarves(
            @ForAll @IntRange(min = 1, max = 8) int channels,
            @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 1000) Integer> steps) {
        long connectionWindow = 200_000;
        long channelWindow = 60_000;
        GrantPool pool = new GrantPool(connectionWindow, channelWindow, channels);
        List<Model> all = new ArrayList<>();
        while (pool.join()) {
            all.add(new Model(new ReceiveCredit(pool)));
        }
        for (int step : steps) {
            Model model = all.get(step % all.size());
            model.step(step);
            assertThat(model.credit.limit() - model.received).isLessThanOrEqualTo(channelWindow);
            long outstanding = all.stream().mapToLong(each -> each.credit.limit() - each.received).sum();
            assertThat(outstanding).isLessThanOrEqualTo(connectionWindow);
        }
        for (Model model : all) {
            model.takeAll();
            assertThat(model.credit.limit() - model.received).isGreaterThanOrEqualTo(pool.base() / 2);
        }
    }

    private static ReceiveCredit credit(GrantPool pool) {
        pool.join();
        return new ReceiveCredit(pool);
    }

    /// A channel whose peer uses what it is granted.
    private static final class Model {

        private final ReceiveCredit credit;
        private long received;
        private long taken;

        private Model(ReceiveCredit credit) {
            this.credit = credit;
        }

        private void step(int size) {
            int frame = (int) Math.min(size * 53L, credit.limit() - received);
            credit.arrived(frame);
            received += frame;
            if (size % 3 != 0) {
                takeAll();
            }
        }

        private void takeAll() {
            long former = credit.limit();
            credit.took((int) (received - taken));
            taken = received;
            credit.raise();
            assertThat(credit.limit()).isGreaterThanOrEqualTo(former);
        }
    }
}
