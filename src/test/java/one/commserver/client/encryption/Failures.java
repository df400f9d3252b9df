package one.commserver.client.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import one.commserver.client.encryption.EncryptionException.Reason;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// What a test expects to fail.
final class Failures {

    private Failures() {}

    static void assertFails(Reason reason, ThrowingCallable action) {
        assertThatExceptionOfType(EncryptionException.class)
                .isThrownBy(action)
                .extracting(EncryptionException::reason)
                .isEqualTo(reason);
    }

    static Reason reasonOf(ThrowingCallable action) {
        EncryptionException failure = catchThrowableOfType(EncryptionException.class, action);
        assertThat(failure).isNotNull();
        return failure.reason();
    }
}
