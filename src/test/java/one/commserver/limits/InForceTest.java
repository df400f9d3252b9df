package one.commserver.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class InForceTest {

    private final InForce<Some> settings = new InForce<>(new Some(5));

    private record Some(int most) {
        private Some {
            if (most < 1) {
                throw new IllegalArgumentException("at least 1");
            }
        }
    }

    @Test
    void theHighestIsRememberedWhateverHoldsNow() {
        var highest = settings.highest(Some::most);
        assertThat(highest.getAsInt()).isEqualTo(5);

        settings.change(before -> new Some(9));
        settings.change(before -> new Some(2));

        assertThat(highest.getAsInt()).isEqualTo(9);
        assertThat(settings.highest(Some::most).getAsInt()).isEqualTo(5);
    }

    @Test
    void whoWantsToKnowIsToldOfWhatIsInForceThen() {
        List<Some> told = new ArrayList<>();
        settings.onChange(changed -> told.add(settings.now()));

        settings.change(before -> new Some(7));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.change(before -> new Some(0)));

        assertThat(told).containsExactly(new Some(7));
    }
}
