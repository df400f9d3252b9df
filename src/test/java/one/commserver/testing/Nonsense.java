package one.commserver.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/// Configurations that make no sense.
public final class Nonsense {

    private Nonsense() {}

    /// An operator who has mistyped something is told where: nothing starts, and the property is what is said first.
    public static void isRefusedByName(ApplicationContextRunner runner, String property, String value) {
        runner.withPropertyValues(property + "=" + value)
                .run(context ->
                        assertThat(context).getFailure().rootCause().hasMessageStartingWith(property + " must "));
    }
}
