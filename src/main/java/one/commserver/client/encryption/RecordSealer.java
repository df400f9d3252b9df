package one.commserver.client.encryption;

import one.commserver.crypto.agreement.KeyDerivation;
import one.commserver.crypto.agreement.RecordCipher;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Encrypts what this end sends, record by record. For one thread.
///
/// Spec: chapter 8, records.
public final class RecordSealer implements AutoCloseable {

    private final RecordKey key;
    private final RecordCipher cipher;
    private boolean closed;

    /// @param firstKey taken over and wiped
    RecordSealer(byte[] firstKey, long recordsPerKey) {
        this.cipher = RecordCipher.sealing(firstKey);
        this.key = new RecordKey(firstKey, recordsPerKey);
    }

    /// The next record.
    ///
    /// @param plaintext head and content, at most [Records#MAX_PLAINTEXT]; read to its end
    /// @throws IllegalArgumentException if it is empty or longer
    /// @throws IllegalStateException after close
    public ByteBuffer seal(ByteBuffer plaintext) {
        if (closed) {
            throw new IllegalStateException("the sealer is closed");
        }
        int length = plaintext.remaining();
        if (length < RecordHead.LENGTH || length > Records.MAX_PLAINTEXT) {
            throw new IllegalArgumentException("a record has 1 to " + Records.MAX_PLAINTEXT + " bytes");
        }
        byte[] content = new byte[length];
        plaintext.get(content);
        long number = key.next(cipher);
        byte[] sealed = cipher.seal(number, content, 0, length);
        Arrays.fill(content, (byte) 0);
        return ByteBuffer.wrap(sealed);
    }

    /// Wipes the key.
    @Override
    public void close() {
        closed = true;
        key.close();
        cipher.close();
    }

    /// Shows nothing.
    @Override
    public String toString() {
        return "RecordSealer";
    }

    /// The key of one direction and the number of its next record. Numbers go on when the key changes.
    static final class RecordKey implements AutoCloseable {

        private final long recordsPerKey;
        private byte[] key;
        private long number;

        RecordKey(byte[] firstKey, long recordsPerKey) {
            this.key = firstKey;
            this.recordsPerKey = recordsPerKey;
        }

        /// The number of the next record, before which the cipher gets another key when that is due.
        long next(RecordCipher cipher) {
            if (number > 0 && number % recordsPerKey == 0) {
                byte[] following = KeyDerivation.expand(key, Records.NEXT_KEY);
                Arrays.fill(key, (byte) 0);
                key = following;
                cipher.rekey(key);
            }
            return number++;
        }

        @Override
        public void close() {
            Arrays.fill(key, (byte) 0);
        }
    }
}
