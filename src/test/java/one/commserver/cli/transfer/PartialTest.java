package one.commserver.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.cli.outcome.ExitStatus;
import one.commserver.cli.outcome.Failure;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

class PartialTest {

    private static final Bytes INVITE = Bytes.of(new byte[32]);

    @TempDir private Path directory;

    @Test
    void theNextProcessIsTheSameIdentity() {
        Identity first;
        try (Partial partial = Partial.open(directory, INVITE)) {
            first = partial.key().identity();
            partial.paired();
        }

        try (Partial again = Partial.open(directory, INVITE)) {
            assertThat(again.key().identity()).isEqualTo(first);
            assertThat(again.isPaired()).isTrue();
        }
    }

    @Test
    void anotherInviteIsAnotherIdentity() {
        try (Partial one = Partial.open(directory, INVITE);
                Partial other = Partial.open(directory, Bytes.of(new byte[31]))) {
            assertThat(one.key().identity()).isNotEqualTo(other.key().identity());
        }
    }

    @Test
    void whoeverHasItIsAlone() {
        try (Partial partial = Partial.open(directory, INVITE)) {
            assertThat(partial.isPaired()).isFalse();

            assertThatThrownBy(() -> Partial.open(directory, INVITE))
                    .isInstanceOfSatisfying(
                            Failure.class, failure -> assertThat(failure.status()).isEqualTo(ExitStatus.TRY_AGAIN));
        }
    }

    @Test
    void nobodyElseReadsTheKey() throws Exception {
        try (Partial partial = Partial.open(directory, INVITE)) {
            Path kept = partial.data().getParent();

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept))).isEqualTo("rwx------");
        }
    }

    @Test
    void aKeyThatIsCutIsNone() throws Exception {
        Path kept;
        try (Partial partial = Partial.open(directory, INVITE)) {
            partial.paired();
            kept = partial.data().resolveSibling("key");
        }
        Files.write(kept, new byte[7]);

        try (Partial again = Partial.open(directory, INVITE)) {
            assertThat(again.isPaired()).isFalse();
        }
    }

    @Test
    void aNameThatWasTakenMeanwhileStaysWhatItIs() throws Exception {
        Path taken = Files.writeString(directory.resolve("file"), "mine");
        try (Partial partial = Partial.open(directory, INVITE)) {
            Files.writeString(partial.data(), "theirs");

            assertThatThrownBy(() -> partial.become(taken, false)).isInstanceOf(FileAlreadyExistsException.class);

            assertThat(taken).hasContent("mine");
            assertThat(partial.data()).hasContent("theirs");
            partial.become(taken, true);
            assertThat(taken).hasContent("theirs");
        }
    }

    @Test
    void aDirectoryThatOthersHavePutThereIsNotUsed() throws Exception {
        Path planted = Files.createDirectory(directory.resolve(".commserver-" + INVITE.toBase64Url()));
        Files.setPosixFilePermissions(planted, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThatThrownBy(() -> Partial.open(directory, INVITE))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.status()).isEqualTo(ExitStatus.CANNOT_CREATE));

        assertThat(planted).isEmptyDirectory();
    }

    @Test
    void aDirectoryElsewhereIsNotUsed(@TempDir Path elsewhere) throws Exception {
        Files.createSymbolicLink(directory.resolve(".commserver-" + INVITE.toBase64Url()), elsewhere);

        assertThatThrownBy(() -> Partial.open(directory, INVITE))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.status()).isEqualTo(ExitStatus.CANNOT_CREATE));

        assertThat(Partial.isThere(directory, INVITE)).isFalse();
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void nothingIsLeftOfWhatIsForgotten() {
        try (Partial partial = Partial.open(directory, INVITE)) {
            partial.forget();
        }

        assertThat(directory).isEmptyDirectory();
    }
}
