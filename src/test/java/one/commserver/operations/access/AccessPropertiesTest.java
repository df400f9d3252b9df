package one.commserver.operations.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;

import java.io.PrintWriter;
import java.io.StringWriter;

class AccessPropertiesTest {

    private static final String PASSWORD = "hunter2-hunter2";

    private final ApplicationContextRunner runner = new ApplicationContextRunner().withUserConfiguration(Reading.class);

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(AccessProperties.class)
    static class Reading {}

    @Test
    void hashesByBcryptAreTaken() {
        String bcrypt = PasswordEncoderFactories.createDelegatingPasswordEncoder().encode(PASSWORD);
        String htpasswd = bcrypt.replace("$2a$", "$2y$");
        for (String hash : new String[] {bcrypt, htpasswd}) {
            runner.withPropertyValues("commserver.operations.operator-password=" + hash)
                    .run(context -> {
                        var properties = context.getBean(AccessProperties.class);
                        assertThat(properties.operatorPassword()).isEqualTo(hash);
                        assertThat(properties.toString()).doesNotContain(hash);
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {PASSWORD, "{noop}" + PASSWORD, "{bcrypt}" + PASSWORD, "{MD5}" + PASSWORD, "{sha256}" + PASSWORD})
    void aPasswordInTheClearStopsTheStartAndIsNotSaid(String value) {
        runner.withPropertyValues("commserver.operations.viewer-password=" + value)
                .run(context -> {
                    var trace = new StringWriter();
                    context.getStartupFailure().printStackTrace(new PrintWriter(trace));
                    assertThat(trace.toString())
                            .contains("commserver.operations.viewer-password must be a hash")
                            .doesNotContain(PASSWORD);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "operator-name, VIEWER",
        "operator-name, ' '",
        "failed-logins, 0",
        "connections, 0",
        "request-timeout, 0s"
    })
    void whatMakesNoSenseStopsTheStart(String name, String value) {
        runner.withPropertyValues("commserver.operations." + name + "=" + value)
                .run(context ->
                        assertThat(context).getFailure().hasStackTraceContaining("commserver.operations." + name));
    }

    /// One that takes seconds is a gift for whoever guesses; one that can't be read would only be found at a login.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{bcrypt}$2a$14$0123456789012345678901234567890123456789012345678901.",
                "{bcrypt}$2a$31$0123456789012345678901234567890123456789012345678901.",
                "{bcrypt}$2a$03$0123456789012345678901234567890123456789012345678901.",
                "{bcrypt}$2a$10$0123456789",
                "{scrypt}0123456789012345678901234567890123456789",
                "{argon2}0123456789012345678901234567890123456789",
                "{pbkdf2@SpringSecurity_v5_8}0123456789012345678901234567890123456789",
            })
    void whatCannotBeCheckedInTimeStopsTheStart(String hash) {
        runner.withPropertyValues("commserver.operations.operator-password=" + hash)
                .run(context ->
                        assertThat(context)
                                .getFailure()
                                .hasStackTraceContaining("commserver.operations.operator-password must be a hash"));
    }

    @Test
    void anEmptyPasswordIsNone() {
        runner.withPropertyValues("commserver.operations.operator-password=")
                .run(context -> assertThat(context.getBean(AccessProperties.class).operatorPassword()).isNull());
    }
}
