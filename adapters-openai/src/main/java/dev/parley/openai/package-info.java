/** The chat model port over openai-java: any server that speaks OpenAI's HTTP API. */
@NullMarked
package dev.parley.openai;

import org.jspecify.annotations.NullMarked;
