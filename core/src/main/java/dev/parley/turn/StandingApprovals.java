package dev.parley.turn;

import static java.lang.System.Logger.Level.ERROR;

import dev.parley.conversation.Consent;
import dev.parley.conversation.Part.ToolCall;
import dev.parley.token.Principal;
import dev.parley.tool.Approval;
import dev.parley.tool.StandingApproval;
import dev.parley.tool.StandingApprovalStoreException;
import dev.parley.tool.Tool;
import dev.parley.tool.ToolPolicy;
import dev.parley.tool.Toolbox;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * By whose leave the calls of one step run: what policy says, and what the user has allowed for
 * always. The latter is read once, when a call first depends on it; if it cannot be, the user is
 * asked. Used by the turn's thread only.
 */
final class StandingApprovals {

    private static final System.Logger LOGGER = System.getLogger(StandingApprovals.class.getName());

    private final TurnEnvironment environment;
    private final Principal principal;
    private @Nullable List<StandingApproval> known;

    StandingApprovals(TurnEnvironment environment, Principal principal) {
        this.environment = environment;
        this.principal = principal;
    }

    /** What stands for a call of {@code tool}, as the tool is now. */
    Consent consent(Tool tool) {
        ToolPolicy policy = environment.policy();
        if (policy.decide(tool) != ToolPolicy.Decision.ASK) {
            return Consent.NOT_NEEDED;
        }
        if (!policy.mayStand(tool) || tool.definition().isEmpty()) {
            return Consent.ONCE;
        }
        Optional<StandingApproval> standing =
                known().stream().filter(it -> isOf(tool, it)).findFirst();
        if (standing.isEmpty()) {
            return Consent.OFFERED;
        }
        return standing.get().definition().equals(tool.definition())
                ? Consent.STANDING
                : Consent.CHANGED;
    }

    /**
     * Keeps the user's answer to {@code call} for the calls to come, if it is meant so: an answer
     * about the tool as it is now. An administrator who has each call asked about is not overruled.
     *
     * @return whether nothing has failed
     */
    boolean keep(Approval approval, ToolCall call, Toolbox toolbox) {
        Tool tool = toolbox.find(call.tool()).orElseThrow().tool();
        if (!approval.always()
                || !environment.policy().mayStand(tool)
                || !call.definition().equals(tool.definition())) {
            return true;
        }
        try {
            environment
                    .standingApprovals()
                    .save(
                            principal,
                            new StandingApproval(
                                    environment.ids().get(),
                                    tool.server(),
                                    tool.remoteName(),
                                    tool.definition(),
                                    principal.workspace(),
                                    environment.clock().instant()));
            return true;
        } catch (StandingApprovalStoreException e) {
            LOGGER.log(ERROR, "the approval of all calls of " + tool.name() + " is not kept", e);
            return false;
        }
    }

    private boolean isOf(Tool tool, StandingApproval approval) {
        return approval.server().equals(tool.server())
                && approval.tool().equals(tool.remoteName())
                && approval.workspace().equals(principal.workspace());
    }

    private List<StandingApproval> known() {
        List<StandingApproval> read = known;
        if (read == null) {
            read = read();
            known = read;
        }
        return read;
    }

    private List<StandingApproval> read() {
        try {
            return environment.standingApprovals().list(principal);
        } catch (StandingApprovalStoreException e) {
            LOGGER.log(ERROR, "the user is asked: what they allow always cannot be read", e);
            return List.of();
        }
    }
}
