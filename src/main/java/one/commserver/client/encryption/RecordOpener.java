package one.commserver.client.encryption;

import one.commserver.client.encryption.EncryptionException.Reason;
import one.commserver.client.encryption.Records.RecordKey;
import one.commserver.crypto.agreement.RecordCipher;

import java.nio.ByteBuffer;

/// Decrypts what the peer sends, record by record, each exactly once and in order. For one thread.
///
/// Spec: chapter 8, records.
public final class RecordOpener implements AutoCloseable {

    private final RecordKey key;
    private boolean ended;

    /// @param firstKey taken over and wiped
    RecordOpener(byte[] firstKey, long recordsPerKey) {
        this.key = new RecordKey(RecordCipher.opening(firstKey), firstKey, recordsPerKey);
    }

    /// What is in the record.
    ///
    /// @param record the payload of one data frame; read to its end
    /// @return head and content
    /// @throws EncryptionException [Reason#RECORD] if it isn't the next one, [Reason#TOO_LARGE] if it is longer than
    ///     any, [Reason#MALFORMED] if the peer has put nonsense into it, [Reason#UNEXPECTED] behind the end,
    ///     [Reason#CLOSED] after close and after any of these
    public ByteBuffer open(ByteBuffer record) {
        if (key.isClosed()) {
            throw new EncryptionException(Reason.CLOSED, "nothing is read any more");
        }
        try {
            return opened(record);
        } catch (EncryptionException failed) {
            close();
            throw failed;
        }
    }

    private ByteBuffer opened(ByteBuffer record) {
        if (ended) {
            throw new EncryptionException(Reason.UNEXPECTED, "a record behind the end");
        }
        int length = record.remaining();
        if (length > Records.MAX_PAYLOAD) {
            throw new EncryptionException(Reason.TOO_LARGE, "a record is larger than any may be");
        }
        byte[] sealed = new byte[length];
        record.get(sealed);
        byte[] plaintext = key.open(sealed);
        if (plaintext == null) {
            throw new EncryptionException(Reason.RECORD, "a record that the peer hasn't sent, or not at this place");
        }
        if (plaintext.length < RecordHead.LENGTH) {
            throw new EncryptionException(Reason.MALFORMED, "an empty record");
        }
        RecordHead head = RecordHead.of(plaintext[0]);
        if (!head.isMessage() && plaintext.length > RecordHead.LENGTH) {
            throw new EncryptionException(Reason.MALFORMED, "a record with content that it can't have");
        }
        ended = head.equals(RecordHead.END);
        return ByteBuffer.wrap(plaintext);
    }

    /// Whether the peer has said that all has been sent.
    public boolean isEnded() {
        return ended;
    }

    /// The stream is over: nothing more will come.
    ///
    /// @throws EncryptionException [Reason#TRUNCATED] if the peer hasn't said so
    public void finish() {
        if (!ended) {
            close();
            throw new EncryptionException(Reason.TRUNCATED, "the stream was cut before its end");
        }
    }

    /// Wipes the key.
    @Override
    public void close() {
        key.close();
    }

    /// Shows nothing.
    @Override
    public String toString() {
        return "RecordOpener";
    }
}
