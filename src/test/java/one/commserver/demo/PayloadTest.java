package one.commserver.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import reactor.test.StepVerifier;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;

class PayloadTest {

    @Test
    void aFileComesInPiecesAndInOrder(@TempDir Path directory) throws Exception {
        byte[] bytes = new byte[100_000];
        bytes[99_999] = 1;
        Payload payload = Payload.ofFile(Files.write(directory.resolve("bytes"), bytes));

        StepVerifier.create(payload.chunks().map(ByteBuffer::remaining))
                .expectNext(32_768, 32_768, 32_768, 1_696)
                .expectComplete()
                .verify(Duration.ofSeconds(10));
        assertThat(payload.size()).isEqualTo(100_000);
        var digest = Payload.digest();
        assertThat(payload.sha256()).isEqualTo(HexFormat.of().formatHex(digest.digest(bytes)));
    }

    @Test
    void nothingHasADigestToo(@TempDir Path directory) throws Exception {
        Payload payload = Payload.ofFile(Files.createFile(directory.resolve("empty")));

        assertThat(payload.size()).isZero();
        assertThat(payload.sha256()).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
