package one.commserver.client.encryption;

import one.commserver.client.encryption.Records.RecordKey;
import one.commserver.crypto.agreement.RecordCipher;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Encrypts what this end sends, record by record. For one thread.
///
/// Spec: chapter 8, records.
public final class RecordSealer implements AutoCloseable {

    private final RecordKey key;

    /// @param firstKey taken over and wiped
    RecordSealer(byte[] firstKey, long recordsPerKey) {
        this.key = new RecordKey(RecordCipher.sealing(firstKey), firstKey, recordsPerKey);
    }

    /// The next record.
    ///
    /// @param plaintext head and content, at most [Records#MAX_PLAINTEXT]; read to its end
    /// @throws IllegalArgumentException if it is empty or longer
    /// @throws IllegalStateException after close
    public ByteBuffer seal(ByteBuffer plaintext) {
        if (key.isClosed()) {
            throw new IllegalStateException("the sealer is closed");
        }
        int length = plaintext.remaining();
        if (length < RecordHead.LENGTH || length > Records.MAX_PLAINTEXT) {
            throw new IllegalArgumentException("a record has 1 to " + Records.MAX_PLAINTEXT + " bytes");
        }
        byte[] content = new byte[length];
        plaintext.get(content);
        byte[] sealed = key.seal(content);
        Arrays.fill(content, (byte) 0);
        return ByteBuffer.wrap(sealed);
    }

    /// Wipes the key.
    @Override
    public void close() {
        key.close();
    }

    /// Shows nothing.
    @Override
    public String toString() {
        return "RecordSealer";
    }
}
