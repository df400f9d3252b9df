package one.commserver.client;

import static one.commserver.client.ClientFixture.connect;
import static one.commserver.client.ClientFixture.get;
import static one.commserver.client.ClientFixture.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.SslContextBuilder;

import one.commserver.connection.ConnectionError;
import one.commserver.protocol.AuthenticationMessage.Auth;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.netty.http.server.HttpServer;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;

import javax.net.ssl.SSLException;

/// Whom a client trusts before it says anything.
class TransportSecurityTest {

    private final KeyPair keys = keyPair();
    private final X509Certificate certificate = certificate(keys, "localhost");

    @Test
    void aTrustedCertificateOfTheRightNameIsAccepted() throws Exception {
        try (var server = secured()) {
            CommClient client =
                    CommClient.builder(key(), "wss://localhost:" + server.port(), "phone")
                            .trust(pem(certificate))
                            .build();

            ClientLink link = connect(client);

            assertThat(server.heard(Auth.class).audience()).isEqualTo("localhost:" + server.port());
            get(link.close());
        }
    }

    @Test
    void aCertificateOfAnotherNameIsRefused() {
        try (var server = secured()) {
            CommClient client =
                    CommClient.builder(key(), "wss://127.0.0.1:" + server.port(), "phone")
                            .trust(pem(certificate))
                            .build();

            failsBeforeItSaysAnything(client, server);
        }
    }

    @Test
    void aCertificateThatNobodyTrustsIsRefused() {
        try (var server = secured()) {
            failsBeforeItSaysAnything(
                    CommClient.builder(key(), "wss://localhost:" + server.port(), "phone").build(), server);
            failsBeforeItSaysAnything(
                    CommClient.builder(key(), "wss://localhost:" + server.port(), "phone")
                            .trust(pem(certificate(keyPair(), "localhost")))
                            .build(),
                    server);
        }
    }

    @Test
    void withoutCertificatesThereIsNoTrust() {
        assertThatThrownBy(() ->
                        CommClient.builder(key(), "wss://localhost", "phone")
                                .trust(new ByteArrayInputStream(new byte[0])))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws://relay.example", "ws://10.0.0.1:8080", "ws://localhost.example"})
    void anUnencryptedConnectionElsewhereHasToBeAllowed(String url) {
        assertThatThrownBy(() -> CommClient.builder(key(), url, "phone").build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(CommClient.builder(key(), url, "phone").allowInsecure().build()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "my phone", "a/b"})
    void anInstanceHasAName(String instance) {
        assertThatThrownBy(() -> CommClient.builder(key(), "ws://localhost", instance))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void failsBeforeItSaysAnything(CommClient client, LyingServer server) {
        assertThatThrownBy(() -> connect(client)).isInstanceOf(ConnectionError.ConnectionFailed.class);
        assertThat(server.heard).isEmpty();
    }

    private LyingServer secured() {
        return new LyingServer() {
            @Override
            HttpServer create() {
                try {
                    var context = SslContextBuilder.forServer(keys.getPrivate(), certificate).build();
                    return super.create().secure(spec -> spec.sslContext(context));
                } catch (SSLException failed) {
                    throw new IllegalStateException(failed);
                }
            }
        };
    }

    private static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (java.security.GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static X509Certificate certificate(KeyPair keys, String host) {
        try {
            X500Name name = new X500Name("CN=test");
            Instant now = Instant.now();
            var builder =
                    new JcaX509v3CertificateBuilder(
                            name,
                            BigInteger.ONE,
                            Date.from(now.minusSeconds(60)),
                            Date.from(now.plusSeconds(3600)),
                            name,
                            keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, host)));
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static InputStream pem(X509Certificate certificate) {
        try {
            String encoded = Base64.getMimeEncoder().encodeToString(certificate.getEncoded());
            String pem = "-----BEGIN CERTIFICATE-----\n" + encoded + "\n-----END CERTIFICATE-----\n";
            return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
        } catch (java.security.cert.CertificateException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
