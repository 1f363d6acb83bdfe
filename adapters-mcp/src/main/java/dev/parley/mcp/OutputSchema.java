package dev.parley.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.resource.SchemaLoader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds structured content against the schema its tool promised. Both come from the server and may
 * be made to hurt: nothing is ever fetched for a {@code $ref}, and whatever takes long is given up.
 * Safe for use by many threads.
 */
final class OutputSchema {

    private static final Logger log = LoggerFactory.getLogger(OutputSchema.class);

    static final Duration TIME_MAX = Duration.ofMillis(200);

    /** Where the clock is not looked at, as within one huge number. */
    private static final Duration WAIT_MAX = Duration.ofMillis(500);

    private static final int MISTAKES_SHOWN_MAX = 3;

    /**
     * Reads fractions as doubles, other than the transports: dividing by a number of a billion
     * digits is work the clock does not see.
     */
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final SchemaLoader NOTHING_LOADED =
            SchemaLoader.builder().fetchRemoteResources(false).block(iri -> true).build();

    private static final String EXAMPLE =
            """
            {"type": "object", "required": ["a"], "properties": {"a": {"type": "string", \
            "pattern": "^a", "enum": ["a"]}, "b": {"type": "array", "items": {"type": "number"}}}}""";

    private OutputSchema() {}

    /**
     * What is wrong with {@code json}, as a sentence for the model and the user; empty when it is
     * as promised. Blocks for at most half a second.
     */
    static Optional<String> problem(String schemaJson, String json) {
        // Loading the classes of the validator takes longer than any validation.
        Warm.up();
        FutureTask<Optional<String>> validation =
                new FutureTask<>(() -> mistakes(schemaJson, json));
        // A thread of its own: recursion of the schema's ends in an error on this stack only.
        Thread.ofVirtual().name("mcp-output-schema").start(validation);
        try {
            return validation.get(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return notChecked("it takes too long");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            log.debug("a schema could not be used", e.getCause());
            return notChecked(
                    e.getCause() instanceof SchemaBudget.Spent
                                    || e.getCause() instanceof StackOverflowError
                            ? "it takes too long"
                            : "the schema cannot be used");
        }
    }

    private static Optional<String> mistakes(String schemaJson, String json) throws IOException {
        SchemaBudget budget = SchemaBudget.of(TIME_MAX);
        Schema schema = schema(JSON.readTree(schemaJson), budget);
        ExecutionContext context = new Clocked(budget);
        schema.validate(context, JSON.readTree(json));
        List<Error> errors = context.getErrors();
        if (errors.isEmpty()) {
            return Optional.empty();
        }
        String shown =
                errors.stream()
                        .limit(MISTAKES_SHOWN_MAX)
                        .map(it -> it.getInstanceLocation() + " fails " + it.getKeyword())
                        .collect(Collectors.joining("; "));
        return Optional.of(
                "The structured content is not what the tool's output schema promises: "
                        + McpTexts.sentence(shown)
                        + ".");
    }

    /** One of its own for each validation: schemas of one server never see those of another. */
    private static Schema schema(JsonNode schema, SchemaBudget budget) {
        SchemaRegistryConfig config =
                SchemaRegistryConfig.builder()
                        .regularExpressionFactory(regex -> new BoundedPattern(regex, budget))
                        .formatAssertionsEnabled(false)
                        .preloadSchema(false)
                        .build();
        return SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_2020_12,
                        registry ->
                                registry.schemaLoader(NOTHING_LOADED)
                                        .schemaRegistryConfig(config)
                                        .schemaCacheEnabled(false))
                .getSchema(schema);
    }

    private static Optional<String> notChecked(String why) {
        return Optional.of(
                "The structured content could not be held against the tool's output schema: "
                        + why
                        + ".");
    }

    /** Looks at the clock at every keyword of every subschema. */
    private static final class Clocked extends ExecutionContext {

        private final SchemaBudget budget;

        Clocked(SchemaBudget budget) {
            this.budget = budget;
        }

        @Override
        public void evaluationPathAddLast(String keyword) {
            budget.check();
            super.evaluationPathAddLast(keyword);
        }

        @Override
        public void evaluationPathAddLast(int index) {
            budget.check();
            super.evaluationPathAddLast(index);
        }
    }

    /** Loads the validator's classes when it is first used. */
    private static final class Warm {

        static {
            try {
                schema(JSON.readTree(EXAMPLE), SchemaBudget.of(Duration.ofMinutes(1)))
                        .validate(
                                new Clocked(SchemaBudget.of(Duration.ofMinutes(1))),
                                JSON.readTree("{\"a\": \"b\", \"b\": [1, \"x\"]}"));
            } catch (IOException e) {
                throw new AssertionError("the example is JSON", e);
            }
        }

        static void up() {}
    }
}
