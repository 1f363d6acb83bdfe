package dev.parley.openai;

import static dev.parley.openai.Wire.DONE;
import static dev.parley.openai.Wire.finish;
import static dev.parley.openai.Wire.hello;
import static dev.parley.openai.Wire.text;
import static dev.parley.openai.Wire.usage;

import com.openai.client.OpenAIClient;
import com.openai.client.OpenAIClientImpl;
import com.openai.core.ClientOptions;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.sun.management.OperatingSystemMXBean;
import dev.parley.model.ModelEvent;
import dev.parley.model.ModelStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures what reading a token costs: 64 streams of 500 tokens at once, from a server in a process
 * of its own. Run with {@code serve}, which prints its port, then with that port.
 */
final class ReadingCost {

    private static final int STREAMS = 64;
    private static final int TOKENS = 500;
    private static final int ROUNDS = 8;

    private ReadingCost() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("serve")) {
            serve();
        } else {
            measure("http://127.0.0.1:" + arguments[0] + "/v1");
        }
    }

    private static void serve() throws Exception {
        String answer = text("token ").repeat(TOKENS) + finish("stop") + usage(1, 0, 500, 0) + DONE;
        try (RawServer server = new RawServer(exchange -> exchange.stream(answer))) {
            System.out.println(server.baseUrl());
            Thread.currentThread().join();
        }
    }

    private static void measure(String baseUrl) throws Exception {
        try (OpenAiChatModel model =
                        new OpenAiChatModel(
                                Wire.config(baseUrl)
                                        .withLimits(
                                                Duration.ofMinutes(1), Duration.ofMinutes(5), 0));
                Transport transport = new Transport(Duration.ofSeconds(5))) {
            OpenAIClient sdk =
                    new OpenAIClientImpl(
                            ClientOptions.builder()
                                    .httpClient(transport)
                                    .baseUrl(baseUrl)
                                    .apiKey("k")
                                    .build());
            model.warmUp();
            for (int round = 1; round <= ROUNDS; round++) {
                double ours = microsPerToken(() -> ours(model));
                double theirs = microsPerToken(() -> theirs(sdk));
                System.out.printf("round %d: ours %.1f us, SDK %.1f us%n", round, ours, theirs);
            }
        }
    }

    private static int ours(OpenAiChatModel model) {
        int tokens = 0;
        try (ModelStream stream = model.open(hello())) {
            ModelEvent event = stream.next();
            while (!(event instanceof ModelEvent.Finished)) {
                tokens++;
                event = stream.next();
            }
        }
        return tokens;
    }

    private static int theirs(OpenAIClient sdk) {
        ChatCompletionCreateParams params =
                ChatCompletionCreateParams.builder().model("m").addUserMessage("u").build();
        try (StreamResponse<ChatCompletionChunk> stream =
                sdk.chat().completions().createStreaming(params)) {
            return (int)
                    stream.stream()
                            .flatMap(chunk -> chunk.choices().stream())
                            .filter(choice -> choice.delta().content().isPresent())
                            .count();
        }
    }

    private static double microsPerToken(Callable<Integer> stream) throws Exception {
        OperatingSystemMXBean system =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long before = system.getProcessCpuTime();
        int tokens = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> streams = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                streams.add(threads.submit(stream));
            }
            for (Future<Integer> done : streams) {
                tokens += done.get();
            }
        }
        return (system.getProcessCpuTime() - before) / 1000.0 / tokens;
    }
}
