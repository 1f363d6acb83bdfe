package dev.parley.openai;

import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputContent;
import com.openai.models.responses.ResponseInputImage;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseInputText;
import dev.parley.model.ModelRequest;
import dev.parley.openai.OpenAiRequests.SentCall;
import dev.parley.openai.OpenAiRequests.UserPiece;
import dev.parley.tool.Tool;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes requests for responses: the whole history each time, nothing kept at the provider. Safe
 * for use by many threads.
 */
final class ResponsesRequests {

    private final OpenAiConfig config;
    private final ToolCache<com.openai.models.responses.Tool> tools =
            new ToolCache<>(ResponsesRequests::tool);

    ResponsesRequests(OpenAiConfig config) {
        this.config = config;
    }

    ResponseCreateParams of(ModelRequest request) {
        List<ResponseInputItem> items = new ArrayList<>(request.messages().size());
        OpenAiRequests.write(request, new Items(items));
        ResponseCreateParams.Builder params =
                ResponseCreateParams.builder()
                        .model(config.model(request.model()))
                        .store(false)
                        .maxOutputTokens((long) request.outputTokensMax())
                        .inputOfResponse(items);
        if (!request.system().isEmpty()) {
            params.instructions(WholeCharacters.in(request.system()));
        }
        if (!request.tools().isEmpty()) {
            params.tools(tools.of(request.tools()));
        }
        return params.build();
    }

    private static com.openai.models.responses.Tool tool(Tool tool) {
        FunctionTool.Builder function =
                FunctionTool.builder()
                        .name(tool.name())
                        .parameters(
                                FunctionTool.Parameters.builder()
                                        .additionalProperties(
                                                OpenAiRequests.parameters(tool.inputSchemaJson()))
                                        .build())
                        // Strict mode takes a small part of JSON Schema only.
                        .strict(false);
        if (!tool.description().isEmpty()) {
            function.description(WholeCharacters.in(tool.description()));
        }
        return com.openai.models.responses.Tool.ofFunction(function.build());
    }

    private record Items(List<ResponseInputItem> items) implements OpenAiRequests.Wire {

        @Override
        public void user(List<UserPiece> pieces) {
            EasyInputMessage.Builder user =
                    EasyInputMessage.builder().role(EasyInputMessage.Role.USER);
            if (pieces.size() == 1 && !pieces.getFirst().isImage()) {
                user.content(pieces.getFirst().value());
            } else {
                user.contentOfResponseInputMessageContentList(
                        pieces.stream().map(Items::content).toList());
            }
            items.add(ResponseInputItem.ofEasyInputMessage(user.build()));
        }

        @Override
        public void assistant(String text, List<SentCall> calls) {
            if (!text.isEmpty()) {
                items.add(
                        ResponseInputItem.ofEasyInputMessage(
                                EasyInputMessage.builder()
                                        .role(EasyInputMessage.Role.ASSISTANT)
                                        .content(text)
                                        .build()));
            }
            for (SentCall call : calls) {
                items.add(
                        ResponseInputItem.ofFunctionCall(
                                ResponseFunctionToolCall.builder()
                                        .callId(call.id())
                                        .name(call.tool())
                                        .arguments(call.argumentsJson())
                                        .build()));
            }
        }

        @Override
        public void result(String id, String text) {
            items.add(
                    ResponseInputItem.ofFunctionCallOutput(
                            ResponseInputItem.FunctionCallOutput.builder()
                                    .callId(id)
                                    .output(text)
                                    .build()));
        }

        private static ResponseInputContent content(UserPiece piece) {
            return piece.isImage()
                    ? ResponseInputContent.ofInputImage(
                            ResponseInputImage.builder()
                                    .detail(ResponseInputImage.Detail.AUTO)
                                    .imageUrl(piece.value())
                                    .build())
                    : ResponseInputContent.ofInputText(
                            ResponseInputText.builder().text(piece.value()).build());
        }
    }
}
