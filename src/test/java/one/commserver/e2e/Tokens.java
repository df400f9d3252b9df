package one.commserver.e2e;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.stream.Stream;

/// An OpenID provider as far as nodes know of it: a key, and tokens that are signed with it.
final class Tokens {

    private static final String SETTINGS = "spring.security.oauth2.resourceserver.jwt.";
    private static final String AUDIENCE = "commserver";
    private static final Duration LIFE = Duration.ofMinutes(1);

    private final KeyPair keys;

    Tokens() throws NoSuchAlgorithmException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
    }

    /// Of a node that takes its tokens.
    ///
    /// @param folder for the key
    /// @param more of that node
    String[] properties(Path folder, String... more) throws IOException {
        Path key = folder.resolve("issuer.pem");
        Files.writeString(
                key,
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
        return Stream.concat(
                        Stream.of(SETTINGS + "audiences=" + AUDIENCE, SETTINGS + "public-key-location=" + key.toUri()),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    /// The header of somebody with these roles.
    String of(Object roles) throws JOSEException {
        return of(roles, AUDIENCE, LIFE);
    }

    String of(Object roles, String audience, Duration life) throws JOSEException {
        return signed(roles, audience, life, "somebody", null);
    }

    /// The header of an operator by that name.
    String named(@Nullable String subject, @Nullable String issuer) throws JOSEException {
        return signed("operator", AUDIENCE, LIFE, subject, issuer);
    }

    private String signed(
            Object roles, String audience, Duration life, @Nullable String subject, @Nullable String issuer)
            throws JOSEException {
        var claims =
                new JWTClaimsSet.Builder()
                        .subject(subject)
                        .issuer(issuer)
                        .audience(audience)
                        .expirationTime(Date.from(Instant.now().plus(life)))
                        .claim("roles", roles)
                        .build();
        var token = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims);
        token.sign(new RSASSASigner(keys.getPrivate()));
        return "Bearer " + token.serialize();
    }
}
