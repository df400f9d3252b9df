package one.commserver.client.encryption;

import one.commserver.crypto.agreement.KeyDerivation;
import one.commserver.crypto.agreement.RecordCipher;
import one.commserver.protocol.FrameHeader;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// How large records are and how long a key lasts. Sizes in bytes.
///
/// A record is the payload of one data frame, so a channel must never cut it. It leaves a buffer whole that fits into
/// half of the receiver's first grant; whoever wants encryption grants at least [#LEAST_GRANT] at first.
///
/// Spec: chapter 8, records.
public final class Records {

    /// What both ends grant at first, at least.
    public static final int LEAST_GRANT = 32 * 1024;

    /// The longest payload of a frame: half of the least grant, less the frame's header.
    public static final int MAX_PAYLOAD = LEAST_GRANT / 2 - FrameHeader.LENGTH;

    /// The longest plaintext, its head of one byte included.
    public static final int MAX_PLAINTEXT = MAX_PAYLOAD - RecordCipher.TAG_LENGTH;

    /// How many records a key seals before the next one follows.
    static final long RECORDS_PER_KEY = 1L << 20;

    /// Derives the next key of a direction from the last one.
    static final String NEXT_KEY = "commserver/1 encryption next key";

    private Records() {}

    /// The key of one direction, its cipher and the number of its next record. Numbers go on when the key changes, and
    /// the former key is wiped. For one thread.
    static final class RecordKey implements AutoCloseable {

        private final RecordCipher cipher;
        private final long recordsPerKey;
        private byte[] key;
        private long number;
        private boolean closed;

        /// @param cipher under the first key; closed here
        /// @param firstKey taken over and wiped
        RecordKey(RecordCipher cipher, byte[] firstKey, long recordsPerKey) {
            this.cipher = cipher;
            this.key = firstKey;
            this.recordsPerKey = recordsPerKey;
        }

        /// The next record of that plaintext.
        byte[] seal(byte[] plaintext) {
            return cipher.seal(next(), plaintext, 0, plaintext.length);
        }

        /// What is in the next record.
        ///
        /// @return null if that isn't the next one
        byte @Nullable [] open(byte[] sealed) {
            return cipher.open(next(), sealed, 0, sealed.length);
        }

        boolean isClosed() {
            return closed;
        }

        private long next() {
            if (number > 0 && number % recordsPerKey == 0) {
                byte[] following = KeyDerivation.expand(key, NEXT_KEY);
                Arrays.fill(key, (byte) 0);
                key = following;
                cipher.rekey(key);
            }
            return number++;
        }

        /// Wipes the key.
        @Override
        public void close() {
            closed = true;
            Arrays.fill(key, (byte) 0);
            cipher.close();
        }

        /// Shows nothing.
        @Override
        public String toString() {
            return "RecordKey";
        }
    }
}
