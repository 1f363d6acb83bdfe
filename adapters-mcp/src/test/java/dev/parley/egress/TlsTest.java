package dev.parley.egress;

import static dev.parley.egress.GuardedHttpTest.addresses;
import static dev.parley.egress.GuardedHttpTest.get;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over real TLS, with a certificate for {@code mcp.int} that only some clients trust. */
class TlsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir private static Path folder;
    private static SSLContext context;
    private static X509TrustManager trust;

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path store = folder.resolve("keys.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "mcp",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=mcp.int",
                                "-ext",
                                "san=dns:mcp.int",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                new String(PASSWORD))
                        .inheritIO()
                        .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
        own.init(keys, PASSWORD);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
        KeyStore certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null, null);
        certificates.setCertificateEntry("mcp", keys.getCertificate("mcp"));
        trusted.init(certificates);
        trust = (X509TrustManager) trusted.getTrustManagers()[0];
        context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    }

    @Test
    void aKeptConnectionIsLookedAtBetweenPostsAndUsedAgain() throws Exception {
        try (Listener server = tlsServer();
                GuardedHttp http = http(server)) {
            OkHttpClient client = trusting(http);

            for (int i = 0; i < 5; i++) {
                assertThat(post(client, "https://mcp.int:" + server.port() + "/")).isEqualTo("ok");
            }

            assertThat(server.connections()).isOne();
        }
    }

    @Test
    void e17ACertificateForAnotherNameIsNoConnection() throws Exception {
        try (Listener server = tlsServer();
                GuardedHttp http = http(server)) {
            OkHttpClient client = trusting(http);

            assertThatThrownBy(() -> post(client, "https://other.int:" + server.port() + "/"))
                    .isInstanceOf(EgressUnreachable.class)
                    .hasMessage("Parley could not connect to other.int.");
        }
    }

    @Test
    void e17ACertificateOfNobodyKnownIsNoConnection() throws Exception {
        try (Listener server = tlsServer();
                GuardedHttp http = http(server)) {

            assertThatThrownBy(() -> get(http, "https://mcp.int:" + server.port() + "/"))
                    .isInstanceOf(EgressUnreachable.class)
                    .hasMessage("Parley could not connect to mcp.int.");
        }
    }

    private static Listener tlsServer() throws IOException {
        InetAddress loopback = addresses(127, 0, 0, 1)[0];
        return new Listener(
                loopback,
                0,
                plain -> {
                    try (Socket socket =
                            context.getSocketFactory()
                                    .createSocket(plain, "mcp.int", plain.getPort(), true)) {
                        ((SSLSocket) socket).setUseClientMode(false);
                        while (!Listener.readHead(socket).isEmpty()) {
                            socket.getInputStream().readNBytes(2);
                            Listener.write(socket, OK);
                        }
                    }
                });
    }

    private static GuardedHttp http(Listener server) {
        Set<Origin> listed =
                Set.of(
                        new Origin("https", "mcp.int", server.port()),
                        new Origin("https", "other.int", server.port()));
        return new GuardedHttp(
                new EgressGate(EgressPolicy.direct(listed)), name -> addresses(127, 0, 0, 1));
    }

    private static OkHttpClient trusting(GuardedHttp http) {
        return http.client()
                .newBuilder()
                .sslSocketFactory(context.getSocketFactory(), trust)
                .build();
    }

    private static String post(OkHttpClient client, String url) throws IOException {
        Request request =
                new Request.Builder().url(url).post(RequestBody.create(new byte[2])).build();
        try (Response response = client.newCall(request).execute()) {
            return requireNonNull(response.body()).string();
        }
    }
}
