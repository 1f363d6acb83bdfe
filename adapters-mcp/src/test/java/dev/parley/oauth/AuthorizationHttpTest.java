package dev.parley.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.oauth.RecordingServer.Answer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class AuthorizationHttpTest {

    private final AuthorizationHttp http = new AuthorizationHttp(new OkHttpClient());

    @Test
    void e07ExchangesTogetherTakeNoLongerThanTheyMay() {
        CountDownLatch never = new CountDownLatch(1);
        try (RecordingServer server = new RecordingServer(hit -> waitFor(never))) {
            AuthorizationHttp hasty = http.within(Duration.ofMillis(200));
            URI url = URI.create(server.origin() + "/slow");

            assertThatThrownBy(() -> hasty.get(url)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> hasty.get(url)).isInstanceOf(IOException.class);

            assertThat(server.hits()).hasSizeLessThanOrEqualTo(1);
            never.countDown();
        }
    }

    @Test
    void e06ABodyIsReadUpToItsLimit() throws IOException {
        String most = "x".repeat(AuthorizationHttp.METADATA_MAX_BYTES);
        try (RecordingServer server =
                new RecordingServer(
                        hit ->
                                new Answer(
                                        200,
                                        Map.of("Content-Type", "text/plain"),
                                        hit.path().equals("/most") ? most : most + "x"))) {

            assertThat(http.get(URI.create(server.origin() + "/most")).getBody()).isEqualTo(most);
            assertThatThrownBy(() -> http.get(URI.create(server.origin() + "/more")))
                    .isInstanceOf(AuthorizationHttp.TooLong.class);
        }
    }

    private static Answer waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Answer.empty(200);
    }
}
