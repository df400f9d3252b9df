package one.commserver.client.encryption;

import one.commserver.client.encryption.EncryptionException.Reason;
import one.commserver.client.encryption.HandshakeMessage.Hello;
import one.commserver.client.encryption.KeySchedule.Role;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.InvalidIdentityException;
import one.commserver.crypto.PublicKey;
import one.commserver.crypto.Transcript;
import one.commserver.crypto.agreement.AgreementSuite;
import one.commserver.crypto.agreement.RandomSource;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// What both roles of the handshake have in common: the order of steps, who is who, and what is signed.
abstract sealed class Handshake implements AutoCloseable permits InitiatorHandshake, AcceptorHandshake {

    static final String LABEL = "commserver/1 encryption";

    private final Role role;
    private final LocalPeer local;
    private final RemotePeer remote;
    private final RandomSource random;
    private final long recordsPerKey;
    private int step;
    private boolean over;

    /// @param random where shares and nonces come from
    /// @param recordsPerKey how long a key lasts
    Handshake(Role role, LocalPeer local, RemotePeer remote, RandomSource random, long recordsPerKey) {
        this.role = role;
        this.local = local;
        this.remote = remote;
        this.random = random;
        this.recordsPerKey = recordsPerKey;
    }

    LocalPeer local() {
        return local;
    }

    RandomSource random() {
        return random;
    }

    /// Takes a step in its order. Whatever fails ends the handshake.
    <T> T step(int number, Supplier<T> action) {
        if (over || number != step) {
            close();
            throw new EncryptionException(Reason.UNEXPECTED, "a message out of order");
        }
        step++;
        try {
            return action.get();
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    Hello hello() {
        return new Hello(
                Bytes.of(random.bytes(HandshakeMessage.NONCE_LENGTH)),
                local.key().identity(),
                local.key().publicKey().besideIdentity().orElse(null),
                local.instance(),
                List.copyOf(new TreeSet<>(local.features())),
                local.maxMessage());
    }

    /// The peer's key, if the peer says to be who the server said it is.
    PublicKey expected(Hello hello) {
        if (!hello.identity().equals(remote.identity()) || !hello.instance().equals(remote.instance())) {
            throw new EncryptionException(Reason.IDENTITY, "the peer is somebody else than the channel's other end");
        }
        if (hello.identity().equals(local.key().identity()) && hello.instance().equals(local.instance())) {
            throw new EncryptionException(Reason.IDENTITY, "the other end is this device itself");
        }
        try {
            return PublicKey.of(hello.identity(), hello.key());
        } catch (InvalidIdentityException none) {
            throw new EncryptionException(Reason.IDENTITY, "the peer's key isn't its identity's");
        }
    }

    /// What a role signs.
    ///
    /// @param said the messages so far, in their exact bytes
    Transcript transcript(Role signer, byte[]... said) {
        boolean initiating = role == Role.INITIATOR;
        Transcript transcript =
                Transcript.labelled(LABEL)
                        .add(signer.word())
                        .add(initiating ? local.key().identity().wire() : remote.identity().wire())
                        .add(initiating ? local.instance() : remote.instance())
                        .add(initiating ? remote.identity().wire() : local.key().identity().wire())
                        .add(initiating ? remote.instance() : local.instance());
        for (byte[] message : said) {
            transcript.add(message);
        }
        return transcript;
    }

    /// Signs the transcript and adds the signature to it.
    byte[] sign(Transcript transcript) {
        byte[] signature = local.key().sign(transcript.bytes());
        transcript.add(signature);
        return signature;
    }

    /// Checks that the peer has said the transcript and has the same keys.
    void verify(
            PublicKey key, Transcript transcript, Bytes signature, KeySchedule keys, Role signer, Bytes confirmation) {
        if (!key.verify(transcript.bytes(), signature.toByteArray())) {
            throw new EncryptionException(Reason.SIGNATURE, "the peer's signature doesn't hold");
        }
        transcript.add(signature.toByteArray());
        if (!Bytes.of(keys.confirmation(signer, transcript)).equalsConstantTime(confirmation)) {
            throw new EncryptionException(Reason.CONFIRMATION, "the peer hasn't got the same keys");
        }
    }

    Encryption encryption(AgreementSuite suite, Hello peer, KeySchedule keys) {
        Set<String> common =
                peer.features().stream().filter(local.features()::contains).collect(Collectors.toUnmodifiableSet());
        Role other = role == Role.INITIATOR ? Role.ACCEPTOR : Role.INITIATOR;
        return new Encryption(
                suite, common, peer.maxMessage(), keys.sealer(role, recordsPerKey), keys.opener(other, recordsPerKey));
    }

    /// Gives up, or is done: wipes all that is left.
    @Override
    public void close() {
        over = true;
        wipe();
    }

    /// Wipes what this role holds.
    abstract void wipe();

    /// Shows no key.
    @Override
    public String toString() {
        return role.word() + " of a handshake with " + remote.identity();
    }
}
