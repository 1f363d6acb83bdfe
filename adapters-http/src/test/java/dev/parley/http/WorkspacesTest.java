package dev.parley.http;

import static dev.parley.http.ChatRoutesTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.token.Memberships;
import dev.parley.token.Principal;
import dev.parley.token.Workspace;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Where people work, by the word of their requests. */
class WorkspacesTest {

    private static final Principal ANN = TestAccess.principal("ann");

    @Test
    void t05OnlyMembersWorkInAnOrganization() throws Exception {
        try (TestServer server = TestServer.withSignIn()) {
            server.access.organizations.put("ann", Set.of("acme"));

            assertThat(in(server, "acme").statusCode()).isEqualTo(200);
            assertThat(in(server, "acme/web").statusCode()).isEqualTo(200);
            assertProblem(in(server, "other"), 403, "not_a_member");
            assertProblem(in(server, "acme-2/web"), 403, "not_a_member");
            server.access.organizations.remove("ann");
            assertProblem(in(server, "acme"), 403, "not_a_member");
        }
    }

    @Test
    void t06WorkspaceIsMadeOfSlugs() throws Exception {
        try (TestServer server = TestServer.withSignIn()) {
            server.access.organizations.put("ann", Set.of("acme"));
            for (String wrong :
                    List.of(
                            "../other",
                            "a%2fb",
                            "a?x=",
                            "acme/",
                            "/web",
                            "acme/web/x",
                            "acme//web",
                            "acme/..",
                            "Acme",
                            "-acme",
                            "ac~me",
                            "acme, other",
                            "a".repeat(65),
                            "")) {
                assertProblem(in(server, wrong), 400, "invalid_workspace");
            }
        }
    }

    @Test
    void t05WhoCannotBeAskedAboutInTimeIsNoMember() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        Memberships hanging =
                principal -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    return Set.of("acme");
                };
        Memberships failing =
                principal -> {
                    throw new IllegalStateException("scripted");
                };

        assertThat(Workspaces.CHECK_MAX).isLessThan(Duration.ofSeconds(5));
        for (Memberships memberships : List.of(hanging, failing)) {
            Workspaces workspaces = new Workspaces(memberships, Duration.ofMillis(50));

            assertThatThrownBy(() -> workspaces.enter(ANN, "acme"))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            it -> assertThat(it.code()).isEqualTo(ProblemCode.NOT_A_MEMBER));
            assertThat(workspaces.organizations(ANN)).isEmpty();
        }
        assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void principalWorksThere() {
        Workspaces workspaces = new Workspaces(it -> Set.of("acme"), Duration.ofSeconds(5));

        assertThat(workspaces.enter(ANN, "acme/web").workspace())
                .isEqualTo(new Workspace("acme", "web"));
    }

    @Test
    void t02t05TheSecondMessageReachesTheServersOfItsWorkspaceAlsoAtAnotherReplica()
            throws Exception {
        Workspace web = new Workspace("acme", "web");
        try (TestServer server = TestServer.withShopFor(it -> it.workspace().equals(web));
                TestServer replica = server.replica()) {
            server.access.organizations.put("ann", Set.of("acme"));
            server.tools.readingTool("look", (call, context) -> "seen in acme");
            server.model.thenSay("Hello.");
            server.model.thenCall("shop__look", "{}").thenSay("Seen.");
            server.model.thenCall("shop__look", "{}").thenSay("Not there.");

            String first = say(server, "acme");
            String second = say(server, "acme/web");
            String third = say(replica, "acme");

            assertThat(first).contains("Hello.");
            assertThat(second).contains("seen in acme");
            assertThat(third).contains("there is no tool shop__look");
            assertThat(server.tools.calls()).hasSize(1);
        }
    }

    private static String say(TestServer server, String workspace) throws Exception {
        return server.send(
                        server.request("POST", "/api/chat", TestServer.userMessage("c1", "Hi"))
                                .header("X-User", "ann")
                                .header(Workspaces.HEADER, workspace))
                .body();
    }

    /** With a key, as the header is one of every caller. */
    private static HttpResponse<String> in(TestServer server, String workspace) throws Exception {
        return server.send(
                server.request("GET", "/api/models", "")
                        .header("X-User", "ann")
                        .header(Workspaces.HEADER, workspace));
    }
}
