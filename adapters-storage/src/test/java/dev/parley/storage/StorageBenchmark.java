package dev.parley.storage;

import com.sun.management.OperatingSystemMXBean;
import dev.parley.conversation.Conversation;
import dev.parley.conversation.ConversationId;
import dev.parley.conversation.Messages;
import dev.parley.token.Principal;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Prints what a store operation costs: CPU of the whole process and time, per operation. Not a
 * test; run its main with the data folder to use.
 */
final class StorageBenchmark {

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private static final Principal OWNER = new Principal("https://id.example", "ann", "Ann");

    private final JdbiConversationStore store;

    private StorageBenchmark(JdbiConversationStore store) {
        this.store = store;
    }

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        try (Database database = Database.open(DatabaseConfig.in(folder))) {
            StorageBenchmark benchmark = new StorageBenchmark(new JdbiConversationStore(database));
            for (int round = 1; round <= 3; round++) {
                System.out.println("round " + round);
                benchmark.operations(5_000);
                for (int writers : new int[] {1, 16, 64}) {
                    benchmark.writers(writers, 8_000 / writers);
                }
                System.out.printf("file: %,d bytes%n", size(folder));
            }
            long start = System.nanoTime();
            int found = benchmark.store.list(OWNER, "no such word").size();
            System.out.printf(
                    "search: %d, %d ms%n", found, (System.nanoTime() - start) / 1_000_000);
        }
        System.out.printf("file closed: %,d bytes%n", size(folder));
    }

    private static long size(Path folder) throws IOException {
        return Files.size(folder.resolve("parley.mv.db"));
    }

    /** A new chat: look for it, make it with its first message, add the answer, read it. */
    private void operations(int count) {
        List<Conversation> chats =
                IntStream.range(0, count)
                        .mapToObj(i -> Messages.conversation(OWNER, Messages.user("Hello there")))
                        .toList();
        measured("find none", chats, chat -> store.find(OWNER, chat.id()));
        measured("create", chats, store::create);
        measured("append", chats, chat -> append(chat.id()));
        measured("find", chats, chat -> store.find(OWNER, chat.id()));
    }

    private static void measured(
            String name, List<Conversation> chats, Consumer<Conversation> work) {
        long cpu = SYSTEM.getProcessCpuTime();
        long start = System.nanoTime();
        chats.forEach(work);
        print(name, chats.size(), start, cpu);
    }

    private void writers(int writers, int each) throws InterruptedException, ExecutionException {
        List<ConversationId> ids = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            Conversation chat = Messages.conversation(OWNER);
            store.create(chat);
            ids.add(chat.id());
        }
        long cpu = SYSTEM.getProcessCpuTime();
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (ConversationId id : ids) {
                tasks.add(
                        () -> {
                            for (int i = 0; i < each; i++) {
                                append(id);
                            }
                            return null;
                        });
            }
            for (Future<Void> done : threads.invokeAll(tasks)) {
                done.get();
            }
        }
        print(writers + " writers", writers * each, start, cpu);
    }

    private void append(ConversationId id) {
        store.append(
                OWNER, id, List.of(Messages.assistant("An answer of a usual size. ".repeat(8))));
    }

    private static void print(String name, int count, long startNanos, long startCpuNanos) {
        double micros = (System.nanoTime() - startNanos) / 1_000.0 / count;
        double cpuMicros = (SYSTEM.getProcessCpuTime() - startCpuNanos) / 1_000.0 / count;
        System.out.printf(
                "%-12s %7.1f us, %7.1f us CPU, %,8.0f/s%n", name, micros, cpuMicros, 1e6 / micros);
    }
}
