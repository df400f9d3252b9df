package one.commserver.crypto.agreement;

import java.util.Arrays;

/// What both sides know and nobody else, before keys are derived from it.
public final class SharedSecret implements AutoCloseable {

    private final byte[] secret;

    /// @param parts taken over and wiped; the secret is all of them in this order
    SharedSecret(byte[]... parts) {
        secret = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int position = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, secret, position, part.length);
            position += part.length;
            Arrays.fill(part, (byte) 0);
        }
    }

    /// The bytes themselves, for this package's reading only.
    byte[] unsafeArray() {
        return secret;
    }

    @Override
    public void close() {
        Arrays.fill(secret, (byte) 0);
    }

    /// Shows nothing.
    @Override
    public String toString() {
        return "SharedSecret";
    }
}
