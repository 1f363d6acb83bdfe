package dev.parley.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.conversation.ToolStatus;
import dev.parley.model.ModelEvent;
import dev.parley.model.ModelException;
import dev.parley.model.ModelException.Kind;
import dev.parley.model.ModelRequest;
import dev.parley.model.ModelStream;
import dev.parley.model.StopReason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Conversations with tools of servers the model has never heard of. */
@Timeout(20)
class DemoChatModelTest {

    private static final String ECHO =
            """
            {"type":"object","properties":{"message":{"type":"string"}},"required":["message"]}""";
    private static final String RESOLVE =
            """
            {"type":"object","properties":{"issue_id":{"type":"string"}},"required":["issue_id"]}""";

    @Test
    void confessesInTheFirstAnswerOnly() {
        Chat chat = new Chat();

        assertThat(chat.say("hello").text()).startsWith(DemoChatModel.CONFESSION + "\n\n");
        assertThat(chat.say("hello").text()).doesNotContain(DemoChatModel.CONFESSION);
    }

    @Test
    void confessesBeforeTheFirstCallToo() {
        Chat chat = new Chat(Chat.tool("any", "echo", ECHO));

        assertThat(chat.say("echo hi").text()).isEqualTo(DemoChatModel.CONFESSION);
    }

    @Test
    void continuesAnAnswerWhereItBrokeOff() {
        String whole = new Chat().say("count to 20").text();
        Chat chat = new Chat();
        chat.say("count to 20");
        chat.breakOff(whole.substring(0, whole.indexOf("12")));

        assertThat(chat.say(ModelRequest.CONTINUE).text()).isEqualTo("12 13 14 15 16 17 18 19 20");
    }

    @Test
    void saysWhichFilesItGotAndWhatItDoesNotSee() {
        Chat chat = new Chat(Chat.tool("any", "echo", ECHO));

        assertThat(chat.sayWithFiles("echo this").text())
                .endsWith(
                        """
                        You attached:

                        - `dot.png`: a picture (image/png, 1.2 kB), which I cannot see.
                        - `notes.txt`: a text (text/plain, 7 bytes) of 2 lines.
                        - `old.csv`: 9.0 kB of text/csv, of which I got no more.""");
        assertThat(chat.say("count to 3").text()).isEqualTo("1 2 3");
    }

    @Test
    void helpListsTheToolsOfAllServers() {
        Chat chat = new Chat(Chat.tool("a", "echo", ECHO), Chat.tool("b", "get-weather", "{}"));

        assertThat(chat.say("help").text())
                .contains("**a**", "`echo`", "**b**", "`get-weather`")
                .doesNotContain("What broke");
    }

    @Test
    void callsAToolByItsNameAndShowsWhatItSaid() {
        Chat chat = new Chat(Chat.tool("any", "echo", ECHO));

        Chat.Said said = chat.say("Please echo hello world!");
        chat.result(said.onlyCall(), ToolStatus.OK, "hello world", "");

        assertThat(said.onlyCall().tool()).isEqualTo("any__echo");
        assertThat(said.onlyCall().argumentsJson()).isEqualTo("{\"message\":\"hello world\"}");
        assertThat(said.end().reason()).isEqualTo(StopReason.TOOL_CALLS);
        assertThat(said.reasoning()).contains("echo");
        assertThat(chat.goOn().text()).contains("`any__echo` says:", "```\nhello world\n```");
    }

    @Test
    void aFenceInAResultDoesNotEndTheCodeBlock() {
        Chat chat = new Chat(Chat.tool("any", "echo", ECHO));
        Chat.Said said = chat.say("echo x");
        chat.result(said.onlyCall(), ToolStatus.OK, "```\n# not a heading", "");

        assertThat(chat.goOn().text()).contains("````\n```\n# not a heading\n````");
    }

    @Test
    void saysWhichRequiredArgumentIsMissing() {
        Chat chat = new Chat(Chat.tool("any", "echo", ECHO));

        Chat.Said said = chat.say("echo");

        assertThat(said.calls()).isEmpty();
        assertThat(said.text()).contains("`any__echo` needs `message`");
    }

    @Test
    void tellsTwoServersWithOneToolNameApart() {
        Chat chat = new Chat(Chat.tool("a", "echo", ECHO), Chat.tool("b", "echo", ECHO));

        assertThat(chat.say("b__echo hi").onlyCall().tool()).isEqualTo("b__echo");
    }

    @Test
    void leavesADeniedCallAlone() {
        Chat chat = new Chat(Chat.tool("any", "resolve_issue", RESOLVE));
        Chat.Said said = chat.say("Resolve PARLEY-12");
        chat.result(said.onlyCall(), ToolStatus.DENIED, "The user denied it.", "");

        Chat.Said after = chat.goOn();

        assertThat(said.onlyCall().argumentsJson()).isEqualTo("{\"issue_id\":\"PARLEY-12\"}");
        assertThat(after.calls()).isEmpty();
        assertThat(after.text()).contains("did not allow", "nothing was changed");
    }

    @Test
    void reportsAFailedACallNotRunAndAnUnknownOne() {
        assertThat(afterEcho(ToolStatus.FAILED)).contains("**failed**", "the reason");
        assertThat(afterEcho(ToolStatus.NOT_RUN)).contains("was not run", "the reason");
        assertThat(afterEcho(ToolStatus.UNKNOWN)).contains("may have run");
    }

    @Test
    void asksWhichIssueWhenNothingTells() {
        Chat chat = new Chat(Chat.tool("any", "resolve_issue", RESOLVE));

        assertThat(chat.say("resolve it").text()).contains("Which issue?");
    }

    @Test
    void continueMeansWhatWasSaidBefore() {
        Chat chat = new Chat();
        String first = chat.say("count to 3").text();

        assertThat(first).endsWith("\n\n1 2 3");
        assertThat(chat.say("continue").text()).isEqualTo("1 2 3");
    }

    @Test
    void countsWordByWord() {
        Chat chat = new Chat();
        chat.say("hello");

        Chat.Said said = chat.say("count to 200");

        assertThat(said.text()).startsWith("1 2 3").endsWith("199 200");
        assertThat(said.end().usage().outputTokens()).isEqualTo(200);
    }

    @Test
    void stopsAtTheLimitOfOutputTokens() {
        Chat chat = new Chat().outputTokensMax(20);

        Chat.Said said = chat.say("tell me a long story");

        assertThat(said.end().reason()).isEqualTo(StopReason.LENGTH);
        assertThat(said.text().strip().split("\\s+", -1)).hasSize(20);
    }

    @Test
    void failsWhenAskedTo() {
        assertThat(failure("fail").kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(failure("fail unauthenticated").kind()).isEqualTo(Kind.UNAUTHENTICATED);
        assertThat(failure("fail rate limited").retryAfter()).contains(Duration.ofSeconds(5));
    }

    @Test
    void whyDidItFailIsNoWishToFail() {
        assertThat(new Chat().say("why did the build fail?").text()).contains("handful of rules");
    }

    @Test
    void failsHalfwayAfterSomeText() {
        ModelStream stream =
                new DemoChatModel(Duration.ZERO).open(new Chat().request("fail halfway"));

        assertThat(stream.next()).isInstanceOf(ModelEvent.TextDelta.class);
        assertThatThrownBy(
                        () -> {
                            while (!(stream.next() instanceof ModelEvent.Finished)) {}
                        })
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INCOMPLETE));
    }

    @Test
    void anInterruptEndsTheWaitAtOnce() throws Exception {
        ModelStream stream =
                new DemoChatModel(Duration.ofHours(1)).open(new Chat().request("hello"));
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        CountDownLatch started = new CountDownLatch(1);
        Thread reader =
                Thread.startVirtualThread(
                        () -> {
                            started.countDown();
                            try {
                                stream.next();
                            } catch (ModelException e) {
                                thrown.complete(e);
                            }
                        });
        assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();

        reader.interrupt();

        assertThat(thrown.get(5, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        ModelException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.INTERRUPTED));
    }

    private static String afterEcho(ToolStatus status) {
        Chat chat = new Chat(Chat.tool("any", "echo", ECHO));
        Chat.Said said = chat.say("echo hi");
        return chat.result(said.onlyCall(), status, "the reason", "").goOn().text();
    }

    private static ModelException failure(String text) {
        var thrown =
                org.assertj.core.api.Assertions.catchThrowableOfType(
                        ModelException.class, () -> new Chat().say(text));
        assertThat(thrown).isNotNull();
        return thrown;
    }
}
