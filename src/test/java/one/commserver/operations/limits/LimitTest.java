package one.commserver.operations.limits;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.limits.ConnectionLimits;
import one.commserver.limits.RateLimits;
import one.commserver.limits.SizeLimits;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// The list of limits is that of the settings.
class LimitTest {

    /// Who is believed isn't how many.
    private static final String NO_LIMIT = "trustedProxies";

    @Test
    void eachOfTheLimitsIsListed() {
        List<String> listed =
                Arrays.stream(Limit.values())
                        .filter(each -> each.setting().startsWith("commserver.limits."))
                        .map(Limit::component)
                        .toList();

        assertThat(
                        Stream.of(ConnectionLimits.class, RateLimits.class, SizeLimits.class)
                                .flatMap(settings -> Arrays.stream(settings.getRecordComponents()))
                                .map(RecordComponent::getName)
                                .filter(name -> !name.equals(NO_LIMIT)))
                .containsExactlyInAnyOrderElementsOf(listed);
    }

    @ParameterizedTest
    @EnumSource(Limit.class)
    void eachIsASettingWithAMeaning(Limit limit) {
        assertThat(limit.settings().getRecordComponents())
                .extracting(RecordComponent::getName)
                .contains(limit.component());
        assertThat(Limit.named(limit.setting())).contains(limit);
        assertThat(limit.meaning()).isNotBlank().doesNotEndWith(".");
    }
}
