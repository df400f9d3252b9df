package one.commserver;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;

import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// Asks the server on this machine whether it lives: the health check of a container whose image has no curl. A program
/// of its own that loads nothing but this class, so it takes a tenth of a second. It knows what the environment says of
/// the management port, and not what a file says: then give it the URL.
///
/// Exit status: 0 if it lives, 1 if not, 2 if there is no address to ask.
final class LivenessProbe {

    static final int ALIVE = 0;
    static final int DEAD = 1;
    static final int USAGE = 2;

    /// For connecting, and for each wait for an answer.
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final String PATH = "/actuator/health/liveness";
    private static final String DEFAULT_PORT = "9090";
    private static final String LOOPBACK = "127.0.0.1";

    /// No port at all, and one that nobody knows.
    private static final Set<String> UNKNOWN_PORTS = Set.of("-1", "0");

    /// Whoever listens there listens here, too.
    private static final Set<String> EVERYWHERE = Set.of("", "0.0.0.0", "::", "[::]");

    private LivenessProbe() {}

    /// Asks, and ends with the exit status.
    ///
    /// @param arguments the URL to ask; none: the liveness at the port that the environment gives the server
    public static void main(String[] arguments) {
        System.exit(ask(arguments.length > 0 ? arguments[0] : url(System::getenv)));
    }

    /// Where a server with that environment tells its health; empty if it doesn't.
    static String url(Function<String, @Nullable String> environment) {
        String port = orElse(environment.apply("MANAGEMENT_SERVER_PORT"), DEFAULT_PORT);
        if (UNKNOWN_PORTS.contains(port)) {
            return "";
        }
        String address = orElse(environment.apply("MANAGEMENT_SERVER_ADDRESS"), LOOPBACK);
        String host = EVERYWHERE.contains(address) ? LOOPBACK : address;
        boolean bare = host.contains(":") && !host.startsWith("[");
        String scheme = encrypted(environment) ? "https" : "http";
        return scheme + "://" + (bare ? "[" + host + "]" : host) + ":" + port + PATH;
    }

    /// The management port has the certificate of clients' port unless it is told not to.
    private static boolean encrypted(Function<String, @Nullable String> environment) {
        if (orElse(environment.apply("MANAGEMENT_SERVER_SSL_ENABLED"), "true").equalsIgnoreCase("false")) {
            return false;
        }
        return !orElse(environment.apply("MANAGEMENT_SERVER_SSL_BUNDLE"), "").isEmpty()
                || !orElse(environment.apply("SERVER_SSL_BUNDLE"), "").isEmpty();
    }

    private static String orElse(@Nullable String value, String otherwise) {
        return value == null || value.isBlank() ? otherwise : value.strip();
    }

    /// The exit status.
    static int ask(String url) {
        if (url.isEmpty()) {
            System.err.println("The management port is turned off or any: give the URL to ask, or ask for no health");
            return USAGE;
        }
        try {
            HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
            if (connection instanceof HttpsURLConnection encrypted) {
                trustTheNeighbour(encrypted);
            }
            connection.setConnectTimeout((int) PATIENCE.toMillis());
            connection.setReadTimeout((int) PATIENCE.toMillis());
            connection.setInstanceFollowRedirects(false);
            int status = connection.getResponseCode();
            if (status == HttpURLConnection.HTTP_OK) {
                return ALIVE;
            }
            System.err.println(url + " answers " + status);
            return DEAD;
        } catch (IOException silence) {
            System.err.println(url + ": " + silence.getMessage());
            return DEAD;
        } catch (IllegalArgumentException | ClassCastException unusable) {
            System.err.println(url + " is no http URL");
            return USAGE;
        }
    }

    /// The certificate is for the name by which others know this machine. Nothing is told, and a wrong answer could
    /// come from this machine only.
    private static void trustTheNeighbour(HttpsURLConnection connection) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anybody()}, null);
            connection.setSSLSocketFactory(context.getSocketFactory());
            connection.setHostnameVerifier((name, session) -> true);
        } catch (GeneralSecurityException noTls) {
            throw new IOException(noTls);
        }
    }

    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
