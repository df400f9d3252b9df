package one.commserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.storage.StorageRefusedException;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
@Isolated("it reads what all print")
class StorageRefusedTest {

    @ParameterizedTest
    @CsvSource({
        "--commserver.registry=etcd, commserver.registry must be one of",
        "--commserver.redis.password=hidden, commserver.redis.password is set",
    })
    void isToldInOneLine(String argument, String told, CapturedOutput output) {
        var application = new SpringApplicationBuilder(CommServerApplication.class);

        assertThatThrownBy(() -> application.run("--server.port=0", argument))
                .hasRootCauseInstanceOf(StorageRefusedException.class);

        assertThat(output.getAll().lines().filter(line -> line.contains("ERROR")))
                .singleElement()
                .asString()
                .contains(told);
        assertThat(output.getAll()).doesNotContain("\tat ").doesNotContain("Exception").doesNotContain("hidden");
    }
}
