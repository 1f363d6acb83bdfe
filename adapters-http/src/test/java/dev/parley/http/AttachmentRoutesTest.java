package dev.parley.http;

import static dev.parley.http.ChatRoutesTest.assertProblem;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AttachmentRoutesTest {

    static final byte[] PNG = "\u0089PNG\r\n\u001a\n\0\0".getBytes(ISO_8859_1);

    private static final Pattern URL = Pattern.compile("\"url\":\"(/api/attachments/[^\"]+)\"");

    private final TestServer server = new TestServer();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aPictureIsGivenBackToBeShown() throws Exception {
        HttpResponse<String> added = upload("a%20%22dot%22.png", "image/png", PNG);

        assertThat(added.statusCode()).isEqualTo(201);
        assertThat(added.body())
                .contains(
                        "\"name\":\"a \\\"dot\\\".png\",\"mediaType\":\"image/png\",\"size\":10,");
        assertThat(added.headers().firstValue("Location")).contains(url(added));

        HttpResponse<String> shown = server.get(url(added));

        assertThat(shown.statusCode()).isEqualTo(200);
        assertHeader(shown, "Content-Type", "image/png");
        assertHeader(shown, "X-Content-Type-Options", "nosniff");
        assertHeader(shown, "Content-Disposition", "inline; filename*=UTF-8''a%20%22dot%22.png");
        assertHeader(
                shown,
                "Content-Security-Policy",
                "sandbox; default-src 'none'; frame-ancestors 'none'");
        assertHeader(shown, "Cache-Control", "private, max-age=3600");
        assertHeader(shown, "Vary", "Cookie, Authorization");
        assertHeader(shown, "Content-Length", "10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "image/svg+xml", "text/javascript", ""})
    void textOfAnyKindIsGivenBackToBeSavedOnly(String mediaType) throws Exception {
        byte[] text = "<svg onload=\"alert(1)\">é".getBytes(UTF_8);

        HttpResponse<String> shown = server.get(url(upload("x.svg", mediaType, text)));

        assertThat(shown.body()).isEqualTo("<svg onload=\"alert(1)\">é");
        assertHeader(shown, "Content-Type", "text/plain;charset=utf-8");
        assertHeader(shown, "Content-Disposition", "attachment; filename*=UTF-8''x.svg");
    }

    @Test
    void h04WhatIsTooLargeOrTooMuchIsRefused() throws Exception {
        byte[] most = "a".repeat(TestServer.ATTACHMENTS.bytesMax()).getBytes(UTF_8);
        byte[] tooLarge = "a".repeat(TestServer.ATTACHMENTS.bytesMax() + 1).getBytes(UTF_8);

        assertProblem(upload("a", "", tooLarge), 413, "body_too_large");
        assertThat(upload("a", "", most).statusCode()).isEqualTo(201);
        assertProblem(upload("a", "", most), 409, "no_room");
        assertProblem(upload("a", "", new byte[0]), 400, "invalid_attachment");
    }

    @Test
    void whatIsNotWhatItIsSaidToBeIsRefused() throws Exception {
        assertProblem(
                upload("a", "image/png", "GIF89a".getBytes(UTF_8)), 415, "unsupported_media_type");
        assertProblem(upload("a", "", new byte[] {'P', 'K', 0}), 415, "unsupported_media_type");
    }

    @Test
    void aForgedUploadIsRefused() throws Exception {
        assertProblem(
                server.send(upload(PNG).setHeader("Content-Type", "text/plain")),
                415,
                "unsupported_media_type");
        assertProblem(
                server.send(upload(PNG).setHeader("Origin", "https://evil.example")),
                403,
                "cross_origin");
        HttpRequest.Builder elsewhere =
                server.request("POST", "/api/chat", "{}")
                        .setHeader("Content-Type", "application/octet-stream");
        assertProblem(server.send(elsewhere), 415, "unsupported_media_type");
    }

    @Test
    void aFileOfAMessageIsShownToTheModelAndKept() throws Exception {
        String url = url(upload("dot.png", "image/png", PNG));
        server.model.thenSay("A dot.");

        HttpResponse<String> answer = server.post("/api/chat", message(url));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(server.model.requests().getFirst().files().values()).containsExactly(PNG);
        assertThat(server.get("/api/conversations/c1").body())
                .contains(
                        "{\"type\":\"file\",\"mediaType\":\"image/png\",\"filename\":\"dot.png\","
                                + "\"url\":\""
                                + url
                                + "\"}");

        server.send(server.request("DELETE", "/api/conversations/c1", ""));

        assertProblem(server.get(url), 404, "attachment_not_found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data:image/png;base64,AAAA",
                "https://evil.example/api/attachments/a",
                "/api/attachments/",
                "/api/attachments/../models",
                "/api/attachments/never",
                ""
            })
    void t01AMessageNamesNothingButFilesUploadedHere(String url) throws Exception {
        assertProblem(server.post("/api/chat", message(url)), 400, "invalid_attachment");
        assertThat(server.get("/api/conversations/c1").statusCode()).isEqualTo(404);
    }

    @Test
    void t01AMessageNamesNoFileOfSomebodyElse() throws Exception {
        String url = url(upload("dot.png", "image/png", PNG));
        HttpRequest.Builder bobs =
                server.request("POST", "/api/chat", message(url)).header("X-User", "bob");

        assertProblem(server.send(bobs), 400, "invalid_attachment");
    }

    private HttpResponse<String> upload(String name, String mediaType, byte[] content)
            throws Exception {
        String query = "?name=" + name + "&mediaType=" + mediaType.replace("+", "%2B");
        return server.send(upload(query, content));
    }

    private HttpRequest.Builder upload(byte[] content) {
        return upload("", content);
    }

    private HttpRequest.Builder upload(String query, byte[] content) {
        return server.request("POST", "/api/attachments" + query, "")
                .setHeader("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(content));
    }

    private static String message(String url) {
        return """
        {"id":"c1","trigger":"submit-message","messages":[{"role":"user","parts":[
         {"url":"%s","filename":"lie.svg","type":"file","mediaType":"image/svg+xml"},
         {"type":"text","text":"What is it?"}]}]}
        """
                .formatted(url);
    }

    static String url(HttpResponse<String> added) {
        Matcher url = URL.matcher(added.body());
        assertThat(url.find()).as(added.body()).isTrue();
        return url.group(1);
    }

    private static void assertHeader(HttpResponse<String> answer, String name, String value) {
        assertThat(answer.headers().allValues(name)).as(name).containsExactly(value);
    }
}
