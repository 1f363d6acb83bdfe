package dev.parley.mcp;

import dev.parley.token.Memberships;
import dev.parley.token.Principal;
import dev.parley.token.Workspace;
import dev.parley.tool.ToolServerException;
import dev.parley.tool.ToolServerException.Kind;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says who may use one server, anew at every use. Who cannot be told to belong to an organization
 * of the server's does not. Safe for use by many threads.
 */
final class Admission {

    /** Short enough for the refusal to be there within five seconds. */
    static final Duration CHECK_MAX = Duration.ofSeconds(4);

    private static final Logger log = LoggerFactory.getLogger(Admission.class);

    private enum Verdict {
        ADMITTED,
        /** For this principal there is no such server. */
        NO_SERVER,
        NO_WORKSPACE,
        NOT_CHECKED
    }

    private final McpServerConfig config;
    private final Memberships memberships;
    private final Duration checkMax;

    Admission(McpServerConfig config, Memberships memberships, Duration checkMax) {
        this.config = config;
        this.memberships = memberships;
        this.checkMax = checkMax;
    }

    /** Whether the server is there for the principal; it may still want a workspace chosen. */
    boolean exists(Principal principal) {
        return switch (verdict(principal)) {
            case ADMITTED, NO_WORKSPACE -> true;
            case NO_SERVER, NOT_CHECKED -> false;
        };
    }

    /**
     * Whether the principal may use the server; false when there is none for them.
     *
     * @throws ToolServerException when there is, but it cannot be used as things are
     */
    boolean admits(Principal principal) {
        return switch (verdict(principal)) {
            case ADMITTED -> true;
            case NO_SERVER -> false;
            case NO_WORKSPACE -> throw refusal(noWorkspace());
            case NOT_CHECKED ->
                    throw refusal(
                            "It could not be checked in time whether you may use the server "
                                    + config.name()
                                    + ", so it is not used. Try again later.");
        };
    }

    /**
     * As {@link #admits}, and also false when it cannot be checked whether there is one for them.
     *
     * @throws ToolServerException when a workspace must be chosen first
     */
    boolean admitsOpenly(Principal principal) {
        return switch (verdict(principal)) {
            case ADMITTED -> true;
            case NO_SERVER, NOT_CHECKED -> false;
            case NO_WORKSPACE -> throw refusal(noWorkspace());
        };
    }

    /**
     * Lets the principal pass.
     *
     * @throws ToolServerException when the principal may not use the server
     */
    void check(Principal principal) {
        if (!admits(principal)) {
            throw refusal("There is no server " + config.name() + ".");
        }
    }

    private Verdict verdict(Principal principal) {
        boolean workspace = config.usesWorkspace();
        if (config.organizations().isEmpty() && !workspace) {
            return Verdict.ADMITTED;
        }
        Set<String> organizations;
        try {
            organizations = ask(principal);
        } catch (TimeoutException | ExecutionException e) {
            log.warn("who may use {} could not be checked: {}", config.name(), e.toString());
            return Verdict.NOT_CHECKED;
        }
        if (!config.organizations().isEmpty()
                && Collections.disjoint(config.organizations(), organizations)) {
            return Verdict.NO_SERVER;
        }
        return workspace ? inWorkspace(principal.workspace(), organizations) : Verdict.ADMITTED;
    }

    /** The workspace is the user's choice, and so no proof of anything. */
    private Verdict inWorkspace(Workspace chosen, Set<String> organizations) {
        if (!config.fits(chosen)) {
            return Verdict.NO_WORKSPACE;
        }
        boolean offered =
                config.organizations().isEmpty()
                        || config.organizations().contains(chosen.organization());
        return offered && organizations.contains(chosen.organization())
                ? Verdict.ADMITTED
                : Verdict.NO_SERVER;
    }

    private Set<String> ask(Principal principal) throws TimeoutException, ExecutionException {
        FutureTask<Set<String>> asking =
                new FutureTask<>(() -> memberships.organizations(principal));
        Thread thread = Thread.ofVirtual().name("mcp-admission").start(asking);
        try {
            return asking.get(checkMax.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw McpErrors.interrupted(config.name(), false);
        } finally {
            thread.interrupt();
        }
    }

    private String noWorkspace() {
        return "The server "
                + config.name()
                + (config.needsProject()
                        ? " works in one project: choose an organization and a project first."
                        : " works in one organization: choose one first.");
    }

    private static ToolServerException refusal(String sentence) {
        return new ToolServerException(Kind.REFUSED, sentence, false, null);
    }
}
