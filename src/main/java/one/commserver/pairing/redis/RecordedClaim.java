package one.commserver.pairing.redis;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.pairing.Pairing;
import one.commserver.redis.Reply;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// How a claim is kept in Redis: its parts, each with its length before it. Without the inviter and the joiner, by
/// which it is found.
final class RecordedClaim {

    private static final byte FORM = 1;

    private RecordedClaim() {}

    static byte[] write(Pairing.Claim claim) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(FORM);
            write(out, claim.invite());
            Bytes key = claim.key();
            out.writeBoolean(key != null);
            if (key != null) {
                write(out, key);
            }
            write(out, claim.challenge());
            write(out, claim.proof());
            write(out, claim.identityProof());
            write(out, Bytes.of(claim.connectionId().getBytes(StandardCharsets.UTF_8)));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /// Reads what a script has returned: when, the invite's bytes, trust level, claim.
    ///
    /// @param from where in the reply it begins
    static Pairing read(Identity inviter, Identity joiner, Reply reply, int from) {
        Instant paired = Instant.EPOCH.plus(reply.number(from), ChronoUnit.MICROS);
        Pairing.Claim claim = claim(inviter, joiner, reply.bytes(from + 3));
        return new Pairing(inviter, claim, reply.bytes(from + 1), reply.text(from + 2), paired);
    }

    private static Pairing.Claim claim(Identity inviter, Identity joiner, Bytes bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            if (in.readByte() != FORM) {
                throw new IllegalStateException("a claim of another form is recorded");
            }
            Bytes invite = read(in);
            Bytes key = in.readBoolean() ? read(in) : null;
            Bytes challenge = read(in);
            Bytes proof = read(in);
            Bytes identityProof = read(in);
            String connectionId = new String(read(in).toByteArray(), StandardCharsets.UTF_8);
            return new Pairing.Claim(invite, inviter, joiner, key, challenge, proof, identityProof, connectionId);
        } catch (IOException cut) {
            throw new IllegalStateException("what is recorded is no claim", cut);
        }
    }

    private static void write(DataOutputStream out, Bytes part) throws IOException {
        out.writeInt(part.length());
        out.write(part.toByteArray());
    }

    private static Bytes read(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a part is longer than all");
        }
        return Bytes.of(in.readNBytes(length));
    }
}
