package dev.parley.storage;

import java.util.regex.Pattern;
import org.jdbi.v3.core.statement.DefinedAttributeTemplateEngine;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.TemplateEngine;

/** The stores' statements as if whoever wrote them had forgotten every condition on the owner. */
final class WithoutOwners implements TemplateEngine {

    private static final Pattern CONDITION =
            Pattern.compile(
                    "\\b(?:\\w+\\.)?owner(?:_id)? = (?::owner\\b"
                            + "|\\(SELECT id FROM vault_owner WHERE owner = :owner\\))");

    /** Always true; it names the parameter, as one that is bound and not named is an error. */
    private static final String TRUE = "(CAST(:owner AS VARCHAR) IS NOT NULL)";

    private final TemplateEngine statements = new DefinedAttributeTemplateEngine();

    @Override
    public String render(String sql, StatementContext context) {
        return statements.render(CONDITION.matcher(sql).replaceAll(TRUE), context);
    }
}
