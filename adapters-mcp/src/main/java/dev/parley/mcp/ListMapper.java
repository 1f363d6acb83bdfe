package dev.parley.mcp;

import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A mapper that reads the lists of servers item by item: one that is not valid MCP is left out
 * alone, where the SDK would refuse them all. Safe for use by many threads.
 */
final class ListMapper implements McpJsonMapper {

    private static final Logger log = LoggerFactory.getLogger(ListMapper.class);

    /** Where a result keeps its items, and what they are. */
    private record Items(String field, Class<?> type) {}

    private final McpJsonMapper delegate;

    ListMapper(McpJsonMapper delegate) {
        this.delegate = delegate;
    }

    @Override
    public <T> T convertValue(Object from, TypeRef<T> type) {
        Optional<Items> items = itemsOf(type.getType().getTypeName());
        return delegate.convertValue(items.isPresent() ? valid(from, items.get()) : from, type);
    }

    private static Optional<Items> itemsOf(String type) {
        if (type.equals(McpSchema.ListToolsResult.class.getName())) {
            return Optional.of(new Items("tools", McpSchema.Tool.class));
        }
        if (type.equals(McpSchema.ListPromptsResult.class.getName())) {
            return Optional.of(new Items("prompts", McpSchema.Prompt.class));
        }
        if (type.equals(McpSchema.ListResourcesResult.class.getName())) {
            return Optional.of(new Items("resources", McpSchema.Resource.class));
        }
        if (type.equals(McpSchema.ListResourceTemplatesResult.class.getName())) {
            return Optional.of(new Items("resourceTemplates", McpSchema.ResourceTemplate.class));
        }
        return Optional.empty();
    }

    private Object valid(Object result, Items items) {
        if (!(result instanceof Map<?, ?> fields)
                || !(fields.get(items.field()) instanceof List<?> all)) {
            return result;
        }
        List<Object> valid = new ArrayList<>();
        for (Object item : all) {
            if (isValid(item, items)) {
                valid.add(item);
            }
        }
        Map<Object, Object> copy = new LinkedHashMap<>(fields);
        copy.put(items.field(), valid);
        return copy;
    }

    private boolean isValid(Object item, Items items) {
        String name = item instanceof Map<?, ?> it ? String.valueOf(it.get("name")) : "";
        String problem = problem(item, name, items);
        if (!problem.isEmpty()) {
            log.warn(
                    "{} have one, {}, that is left out: {}",
                    items.field(),
                    McpTexts.sentence(name),
                    McpTexts.sentence(problem));
        }
        return problem.isEmpty();
    }

    private String problem(Object item, String name, Items items) {
        // First of all, as the SDK writes names it does not like into the log as they are.
        if (name.chars().anyMatch(Character::isISOControl)) {
            return "its name holds control characters";
        }
        try {
            return item instanceof Map && delegate.convertValue(item, items.type()) != null
                    ? ""
                    : "it is no object";
        } catch (IllegalArgumentException e) {
            return "it is not valid";
        }
    }

    @Override
    public <T> T convertValue(Object from, Class<T> type) {
        return delegate.convertValue(from, type);
    }

    @Override
    public <T> T readValue(String content, Class<T> type) throws IOException {
        return delegate.readValue(content, type);
    }

    @Override
    public <T> T readValue(byte[] content, Class<T> type) throws IOException {
        return delegate.readValue(content, type);
    }

    @Override
    public <T> T readValue(String content, TypeRef<T> type) throws IOException {
        return delegate.readValue(content, type);
    }

    @Override
    public <T> T readValue(byte[] content, TypeRef<T> type) throws IOException {
        return delegate.readValue(content, type);
    }

    @Override
    public String writeValueAsString(Object value) throws IOException {
        return delegate.writeValueAsString(value);
    }

    @Override
    public byte[] writeValueAsBytes(Object value) throws IOException {
        return delegate.writeValueAsBytes(value);
    }
}
