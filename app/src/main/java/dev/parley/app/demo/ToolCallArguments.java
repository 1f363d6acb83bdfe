package dev.parley.app.demo;

import java.util.Map;

/** The arguments of one call, checked against the tool's schema. */
record ToolCallArguments(Map<String, Object> values) {

    /** The text of an argument; empty when it was not given. */
    String text(String name) {
        return values.get(name) instanceof String text ? text.strip() : "";
    }

    int number(String name, int otherwise) {
        return values.get(name) instanceof Integer number ? number : otherwise;
    }
}
