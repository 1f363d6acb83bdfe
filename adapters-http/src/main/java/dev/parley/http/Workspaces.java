package dev.parley.http;

import dev.parley.token.Memberships;
import dev.parley.token.Principal;
import dev.parley.token.Workspace;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where people work, by the word of their request, and whether they may. Who cannot be told to
 * belong to an organization in time does not.
 */
final class Workspaces {

    /** {@code organization} or {@code organization/project}. */
    static final String HEADER = "Parley-Workspace";

    /** Short enough for the refusal to be there within five seconds. */
    static final Duration CHECK_MAX = Duration.ofSeconds(4);

    private static final Logger LOG = LoggerFactory.getLogger(Workspaces.class);

    private final Memberships memberships;
    private final Duration checkMax;

    Workspaces(Memberships memberships, Duration checkMax) {
        this.memberships = memberships;
        this.checkMax = checkMax;
    }

    /**
     * The caller, in the workspace the request names; none is fine.
     *
     * @throws Problem when it names what cannot be one, or one that is not the caller's
     */
    Caller enter(Context context, Caller caller) {
        String name = context.header(HEADER);
        return name == null ? caller : caller.in(enter(caller.principal(), name));
    }

    Principal enter(Principal principal, String name) {
        Workspace workspace = parse(name);
        if (!organizations(principal).orElse(Set.of()).contains(workspace.organization())) {
            throw new Problem(
                    ProblemCode.NOT_A_MEMBER,
                    "You do not belong to this organization, or it cannot be told at the moment.");
        }
        return principal.in(workspace);
    }

    /** The slugs of the organizations a principal belongs to; empty when it cannot be told. */
    Optional<Set<String>> organizations(Principal principal) {
        FutureTask<Set<String>> asking =
                new FutureTask<>(() -> memberships.organizations(principal));
        Thread thread = Thread.ofVirtual().name("http-memberships").start(asking);
        try {
            return Optional.of(asking.get(checkMax.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("who belongs to which organization could not be asked: {}", e.toString());
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            thread.interrupt();
        }
    }

    private static Workspace parse(String name) {
        int slash = name.indexOf('/');
        String organization = slash < 0 ? name : name.substring(0, slash);
        String project = slash < 0 ? "" : name.substring(slash + 1);
        boolean slugs = Workspace.isSlug(organization) && (slash < 0 || Workspace.isSlug(project));
        if (!slugs) {
            throw new Problem(
                    ProblemCode.INVALID_WORKSPACE,
                    HEADER
                            + " is an organization, or an organization, a slash and a project: each"
                            + " 1 to 64 of a-z 0-9 _ -.");
        }
        return new Workspace(organization, project);
    }
}
