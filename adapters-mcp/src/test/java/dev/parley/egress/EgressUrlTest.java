package dev.parley.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EgressUrlTest {

    @ParameterizedTest
    @MethodSource("spellings")
    void e02SpellingVariantsAreRefused(String text) {
        assertThatThrownBy(() -> EgressUrl.parse(text)).isInstanceOf(EgressDenied.class);
    }

    /** All of these are, or were to some parser, another way to write what the list forbids. */
    static List<String> spellings() {
        return List.of(
                // The specification's own.
                "https://2130706433/",
                "https://127.1/",
                "https://0177.0.0.1/",
                "https://0x7f.1/",
                "https://[::ffff:7f00:1]/",
                "https://[::ffff:a9fe:a9fe]/",
                "https://127.0.0.1./",
                "https://localhost./",
                "https://ⓛocalhost/",
                "https://a@127.0.0.1/",
                "https://127.0.0.1#@ok",
                "https:\\\\127.0.0.1",
                "https://127.0.0.1\t/",
                "https://127.0.0.1\n/",
                "ht\ntps://127.0.0.1/",
                "HTTPS://127.0.0.1/",
                // Numbers that are no canonical dotted quad.
                "https://0x7f000001/",
                "https://0x7f.0.0.1/",
                "https://0X7F.0.0.1/",
                "https://017700000001/",
                "https://127.0.1/",
                "https://127.0.0.01/",
                "https://127.0.0.256/",
                "https://127.0.0.0x1/",
                "https://1.2.3.4.5/",
                "https://0/",
                "https://0x/",
                "https://256/",
                "https://a.b.1/",
                "https://mcp.example.0x7f/",
                "https://１２７.0.0.1/",
                "https://127。0。0。1/",
                "https://١٢٧.0.0.1/",
                // Addresses in brackets.
                "https://[127.0.0.1]/",
                "https://[::127.0.0.1]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[::FFFF:7F00:1]/",
                "https://[0:0:0:0:0:ffff:7f00:1]/",
                "https://[fe80::1%25eth0]/",
                "https://[fe80::1%eth0]/",
                "https://[v1.x]/",
                "https://[::1/",
                "https://::1/",
                "https://[]/",
                "https://[1:2]/",
                "https://[::1]x/",
                // Who the host is.
                "https://ok.example@127.0.0.1/",
                "https://a:b@mcp.example/",
                "https://@mcp.example/",
                "https://mcp.example:443@127.0.0.1/",
                "https://127.0.0.1\\@mcp.example/",
                "https://mcp.example\\.evil.example/",
                "https://mcp.example%2eevil.example/",
                "https://%6c%6f%63alhost/",
                "https://mcp.example%00.evil.example/",
                "https://mcp.example;.evil.example/",
                "https://mcp.example,evil.example/",
                "https://mcp.example:80:443/",
                "https://mcp..example/",
                "https://.mcp.example/",
                "https://mcp.example./",
                "https:///",
                "https://",
                "https:mcp.example/",
                "https:/mcp.example/",
                "https:///mcp.example/",
                "https:////mcp.example/",
                "//mcp.example/",
                "mcp.example",
                // Blanks and what cannot be seen.
                " https://mcp.example/",
                "https://mcp.example/ ",
                "https://mcp .example/",
                "https://mcp.example/a b",
                "https://mcp.example\r/",
                "https://mcp.example\r\nHost: evil.example/",
                "https://mcp.example/\u0000",
                "https://mcp.example/\u007f",
                "https://mcp\u00ad.example/",
                "https://mcp\u200b.example/",
                "https://mcp\u2024example/",
                "https://mcp\u3002example/",
                "https://mcp.example\uff0f.evil.example/",
                "https://mcp.example\u2044.evil.example/",
                "https://\u202eelpmaxe.pcm/",
                "https://fu\u00df.example/",
                "https://\u212bmcp.example/",
                // Ports.
                "https://mcp.example:/",
                "https://mcp.example:0/",
                "https://mcp.example:0443/",
                "https://mcp.example:65536/",
                "https://mcp.example:99999/",
                "https://mcp.example:-1/",
                "https://mcp.example:+443/",
                "https://mcp.example:４４３/",
                // Other schemes, and other ways to write ours.
                "Https://mcp.example/",
                "ftp://mcp.example/",
                "file:///etc/passwd",
                "gopher://127.0.0.1/",
                "javascript:alert(1)",
                "data:text/html,x",
                "jar:https://mcp.example/!/",
                "url:https://mcp.example/",
                "ws://mcp.example/",
                "",
                // What it leads to.
                "https://mcp.example/#fragment",
                "https://mcp.example/?a#",
                "https://mcp.example/`id`",
                "https://mcp.example/\"",
                "https://mcp.example/<b>",
                "https://" + "a".repeat(64) + ".example/",
                "https://" + "a.".repeat(130) + "example/",
                "https://mcp.example/" + "a".repeat(9000));
    }

    @Test
    void e02EverySpellingOnTheListIsAnother() {
        assertThat(spellings()).doesNotHaveDuplicates().hasSizeGreaterThan(60);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://mcp.example",
                "https://mcp.example/",
                "https://mcp.example:8443/a/b?c=d&e=%20f",
                "https://1mcp.example/",
                "https://xn--fu-hia.example/mcp",
                "https://mcp_server:3001/mcp",
                "https://93.184.215.14/",
                "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/",
                "http://localhost:3001/mcp"
            })
    void usualUrlsAreRead(String text) throws EgressDenied {
        EgressUrl url = EgressUrl.parse(text);

        assertThat(url.httpUrl().toString()).isIn(text, text + "/");
    }

    @Test
    void theHostIsInLowerCaseAndThePortIsThere() throws EgressDenied {
        Origin origin = EgressUrl.parse("https://MCP.Example/a").origin();

        assertThat(origin).isEqualTo(new Origin("https", "mcp.example", 443));
        assertThat(origin).hasToString("https://mcp.example:443");
    }

    @Test
    void oneAddressInTwoSpellingsIsOneOrigin() throws EgressDenied {
        Origin origin = EgressUrl.parse("http://[0:0:0:0:0:0:0:1]:80/").origin();

        assertThat(origin).isEqualTo(EgressUrl.parse("http://[::1]/").origin());
    }

    @Test
    void theMessageRepeatsNothingOfTheText() {
        assertThatThrownBy(() -> EgressUrl.parse("https://user:s3cr3t@mcp.example/"))
                .hasMessage(
                        "This is not a URL that Parley opens:"
                                + " its host or port has an unusual spelling.");
    }

    @Test
    void aUrlAsTextHoldsNoQuery() throws EgressDenied {
        assertThat(EgressUrl.parse("https://mcp.example/a?token=s3cr3t"))
                .hasToString("https://mcp.example:443/a");
    }
}
