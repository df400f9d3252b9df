package one.commserver.client.encryption;

import one.commserver.crypto.Transcript;
import one.commserver.crypto.agreement.KeyDerivation;
import one.commserver.crypto.agreement.SharedSecret;

import java.util.Arrays;

/// The keys of one handshake: two that confirm, two that encrypt. Closing wipes those that nobody has taken.
///
/// Spec: chapter 8, keys.
final class KeySchedule implements AutoCloseable {

    static final String LABEL = "commserver/1 encryption keys";

    /// One of the two ends.
    enum Role {
        /// Has opened the channel.
        INITIATOR("initiator"),
        /// Has accepted it.
        ACCEPTOR("acceptor");

        private final String word;

        Role(String word) {
            this.word = word;
        }

        /// Its name in labels and transcripts.
        String word() {
            return word;
        }
    }

    private final KeyDerivation derivation;

    /// @param secret closed here
    /// @param offer the offer's exact bytes
    /// @param body the body's exact bytes
    KeySchedule(SharedSecret secret, byte[] offer, byte[] body) {
        try (secret) {
            byte[] salt = Transcript.labelled(LABEL).add(offer).add(body).sha256().toByteArray();
            derivation = KeyDerivation.extract(salt, secret);
        }
    }

    /// The key confirmation of one end.
    ///
    /// @param said what it has signed, and the signature
    byte[] confirmation(Role role, Transcript said) {
        byte[] key = derivation.expand("commserver/1 encryption " + role.word() + " confirmation");
        try {
            return KeyDerivation.mac(key, said.bytes());
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /// What one end sends with.
    RecordSealer sealer(Role own, long recordsPerKey) {
        return new RecordSealer(traffic(own), recordsPerKey);
    }

    /// What is sent by the other end is read with.
    RecordOpener opener(Role other, long recordsPerKey) {
        return new RecordOpener(traffic(other), recordsPerKey);
    }

    private byte[] traffic(Role sender) {
        return derivation.expand("commserver/1 encryption " + sender.word() + " traffic");
    }

    @Override
    public void close() {
        derivation.close();
    }
}
