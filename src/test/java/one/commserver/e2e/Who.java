package one.commserver.e2e;

import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.ConnectionKind;

import org.jspecify.annotations.Nullable;

/// What a client claims to be.
record Who(SigningKey key, String instance, ConnectionKind kind, @Nullable String lane, @Nullable String session) {

    /// A stranger's data connection.
    static Who anybody() {
        return anybody(SignatureAlgorithm.ED25519);
    }

    static Who anybody(SignatureAlgorithm algorithm) {
        return new Who(SigningKey.generate(algorithm), "phone", ConnectionKind.DATA, null, null);
    }

    Who instance(String other) {
        return new Who(key, other, kind, lane, session);
    }

    Who kind(ConnectionKind other) {
        return new Who(key, instance, other, lane, session);
    }

    Who lane(String other) {
        return new Who(key, instance, kind, other, session);
    }

    /// The same with a token to resume.
    Who session(@Nullable String token) {
        return new Who(key, instance, kind, lane, token);
    }
}
