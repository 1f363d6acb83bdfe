package dev.parley.openai;

import com.openai.core.JsonValue;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletionAssistantMessageParam;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionMessageParam;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionSystemMessageParam;
import com.openai.models.chat.completions.ChatCompletionTool;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.chat.completions.ChatCompletionUserMessageParam;
import dev.parley.model.ModelRequest;
import dev.parley.openai.OpenAiRequests.SentCall;
import dev.parley.openai.OpenAiRequests.UserPiece;
import dev.parley.tool.Tool;
import java.util.ArrayList;
import java.util.List;

/** Writes requests for chat completions. Safe for use by many threads. */
final class ChatCompletionsRequests {

    private final OpenAiConfig config;
    private final ToolCache<ChatCompletionTool> tools =
            new ToolCache<>(ChatCompletionsRequests::tool);

    ChatCompletionsRequests(OpenAiConfig config) {
        this.config = config;
    }

    ChatCompletionCreateParams of(ModelRequest request) {
        List<ChatCompletionMessageParam> messages = new ArrayList<>(request.messages().size() + 1);
        if (!request.system().isEmpty()) {
            messages.add(
                    ChatCompletionMessageParam.ofSystem(
                            ChatCompletionSystemMessageParam.builder()
                                    .content(WholeCharacters.in(request.system()))
                                    .build()));
        }
        OpenAiRequests.write(request, new Messages(messages));
        ChatCompletionCreateParams.Builder params =
                ChatCompletionCreateParams.builder()
                        .model(config.model(request.model()))
                        .messages(messages)
                        .streamOptions(
                                ChatCompletionStreamOptions.builder().includeUsage(true).build());
        switch (config.outputLimit()) {
            case MAX_COMPLETION_TOKENS ->
                    params.maxCompletionTokens((long) request.outputTokensMax());
            case MAX_TOKENS ->
                    // The typed setter is deprecated by OpenAI; other servers know nothing else.
                    params.putAdditionalBodyProperty(
                            "max_tokens", JsonValue.from(request.outputTokensMax()));
        }
        if (!request.tools().isEmpty()) {
            params.tools(tools.of(request.tools()));
        }
        return params.build();
    }

    private static ChatCompletionTool tool(Tool tool) {
        FunctionDefinition.Builder function =
                FunctionDefinition.builder()
                        .name(tool.name())
                        .parameters(
                                FunctionParameters.builder()
                                        .additionalProperties(
                                                OpenAiRequests.parameters(tool.inputSchemaJson()))
                                        .build());
        if (!tool.description().isEmpty()) {
            function.description(WholeCharacters.in(tool.description()));
        }
        return ChatCompletionTool.ofFunction(
                ChatCompletionFunctionTool.builder().function(function.build()).build());
    }

    private record Messages(List<ChatCompletionMessageParam> messages)
            implements OpenAiRequests.Wire {

        @Override
        public void user(List<UserPiece> pieces) {
            ChatCompletionUserMessageParam.Builder user = ChatCompletionUserMessageParam.builder();
            // Servers without vision often know only the plain form.
            if (pieces.size() == 1 && !pieces.getFirst().isImage()) {
                user.content(pieces.getFirst().value());
            } else {
                user.contentOfArrayOfContentParts(pieces.stream().map(Messages::part).toList());
            }
            messages.add(ChatCompletionMessageParam.ofUser(user.build()));
        }

        @Override
        public void assistant(String text, List<SentCall> calls) {
            ChatCompletionAssistantMessageParam.Builder assistant =
                    ChatCompletionAssistantMessageParam.builder();
            if (!text.isEmpty()) {
                assistant.content(text);
            }
            for (SentCall call : calls) {
                assistant.addToolCall(
                        ChatCompletionMessageFunctionToolCall.builder()
                                .id(call.id())
                                .function(
                                        ChatCompletionMessageFunctionToolCall.Function.builder()
                                                .name(call.tool())
                                                .arguments(call.argumentsJson())
                                                .build())
                                .build());
            }
            messages.add(ChatCompletionMessageParam.ofAssistant(assistant.build()));
        }

        @Override
        public void result(String id, String text) {
            messages.add(
                    ChatCompletionMessageParam.ofTool(
                            ChatCompletionToolMessageParam.builder()
                                    .toolCallId(id)
                                    .content(text)
                                    .build()));
        }

        private static ChatCompletionContentPart part(UserPiece piece) {
            return piece.isImage()
                    ? ChatCompletionContentPart.ofImageUrl(
                            ChatCompletionContentPartImage.builder()
                                    .imageUrl(
                                            ChatCompletionContentPartImage.ImageUrl.builder()
                                                    .url(piece.value())
                                                    .build())
                                    .build())
                    : ChatCompletionContentPart.ofText(
                            ChatCompletionContentPartText.builder().text(piece.value()).build());
        }
    }
}
