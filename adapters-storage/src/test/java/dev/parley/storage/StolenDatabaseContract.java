package dev.parley.storage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.access.ApiKey;
import dev.parley.access.ApiKeys;
import dev.parley.access.SessionLimits;
import dev.parley.access.Sessions;
import dev.parley.access.SignedIn;
import dev.parley.token.ClientAuthentication;
import dev.parley.token.ClientRegistration;
import dev.parley.token.Grant;
import dev.parley.token.GrantSource;
import dev.parley.token.PendingAuthorization;
import dev.parley.token.Principal;
import dev.parley.token.Secret;
import dev.parley.token.StoredGrant;
import dev.parley.token.TokenStoreContract;
import dev.parley.vault.TestKeys;
import dev.parley.vault.Vault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a thief finds in all the files of a database: no secret in any spelling. */
abstract class StolenDatabaseContract {

    private static final Principal ANN = new Principal("https://id.example", "ann", "Ann");
    private static final String ISSUER = "https://as.example";
    private static final GrantSource SOURCE = TokenStoreContract.source(ISSUER);
    private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");

    /** With characters that JSON escapes. */
    private static final List<Secret> SECRETS =
            Stream.of(
                            "access-one",
                            "refresh-one",
                            "access-two",
                            "refresh-two",
                            "client-secret",
                            "registration-token",
                            "verifier",
                            "state",
                            "verifier-left",
                            "state-left")
                    .map(kind -> Secret.of("canary/\"" + kind + "\"\\\n4f1d"))
                    .toList();

    /** The key is no text: its bytes must not be there either. */
    private final String key = TestKeys.entry("k1");

    /** What lets somebody in, made by the work. */
    private final List<Secret> tokens = new ArrayList<>();

    private final String nextKey = TestKeys.entry("k2");

    /** Does the work with a database that ends with nothing unwritten, and gives its files. */
    abstract Path filesAfter(Consumer<Database> work);

    @Test
    void v07v08NothingOfASecretIsInTheFiles() {
        Path folder = filesAfter(this::everything);

        // The search works: what is no secret is found.
        assertThat(filesWith(folder, Map.of("server", "server-canary".getBytes(UTF_8))))
                .isNotEmpty();
        assertThat(filesWith(folder, spellings())).isEmpty();
    }

    private void everything(Database database) {
        Vault vault = TestKeys.vault(key);
        letIn(database);
        JdbiTokenStore grants = new JdbiTokenStore(database, vault);
        grants.save(ANN, grant(0), SECRETS.get(1));
        grants.save(ANN, grant(2), SECRETS.get(3));
        new JdbiClientRegistrationStore(database, vault)
                .save(
                        new ClientRegistration(
                                "server-canary",
                                ISSUER,
                                "http://localhost/cb",
                                "client",
                                ClientAuthentication.POST,
                                SECRETS.get(4),
                                Instant.MAX,
                                "",
                                SECRETS.get(5)));
        var pending = new JdbiPendingAuthorizationStore(database, vault, InstantSource.fixed(NOW));
        pending.save(SECRETS.get(7), authorization(6));
        pending.save(SECRETS.get(9), authorization(8));
        assertThat(pending.take(SECRETS.get(7))).isPresent();
        new VaultRotation(database, TestKeys.vault(nextKey, key)).run();
        assertThat(new JdbiTokenStore(database, TestKeys.vault(nextKey)).find(ANN, "server-canary"))
                .map(StoredGrant::grant)
                .contains(grant(2));
    }

    private void letIn(Database database) {
        InstantSource clock = InstantSource.fixed(NOW);
        JdbiAccountStore accounts = new JdbiAccountStore(database);
        Sessions sessions =
                new Sessions(
                        new JdbiSessionStore(database), accounts, SessionLimits.DEFAULT, clock);
        ApiKeys keys = new ApiKeys(new JdbiApiKeyStore(database), accounts, clock);
        tokens.add(sessions.start(new SignedIn(ANN, Set.of()), "Firefox"));
        tokens.add(keys.create(ANN, "nightly", ApiKey.Scope.CHAT, Instant.MAX).text());
        assertThat(sessions.find(tokens.getFirst())).isPresent();
        assertThat(keys.find(tokens.getLast())).isPresent();
    }

    private static Grant grant(int secret) {
        return new Grant("server-canary", SOURCE, SECRETS.get(secret), Set.of(), Instant.MAX);
    }

    private static PendingAuthorization authorization(int secret) {
        return new PendingAuthorization(
                ANN,
                "server-canary",
                SOURCE,
                false,
                SECRETS.get(secret),
                "http://localhost/cb",
                Set.of(),
                NOW);
    }

    private Map<String, byte[]> spellings() {
        Map<String, byte[]> spellings = new TreeMap<>();
        for (Secret secret : SECRETS) {
            add(spellings, secret.reveal().getBytes(UTF_8));
            String escaped =
                    secret.reveal()
                            .replace("\\", "\\\\")
                            .replace("\"", "\\\"")
                            .replace("\n", "\\n");
            spellings.put("escaped " + escaped, escaped.getBytes(UTF_8));
            spellings.put("wide " + escaped, secret.reveal().getBytes(UTF_16BE));
        }
        for (Secret token : tokens) {
            // Without what all keys begin with; and as the bytes that it is made of.
            String random = token.reveal().substring(token.reveal().length() - 43);
            add(spellings, random.getBytes(UTF_8));
            add(spellings, Base64.getUrlDecoder().decode(random));
        }
        for (String entry : List.of(key, nextKey)) {
            add(spellings, Base64.getDecoder().decode(entry.substring(3)));
        }
        return spellings;
    }

    private static void add(Map<String, byte[]> spellings, byte[] secret) {
        String name = new String(secret, ISO_8859_1);
        spellings.put("raw " + name, secret);
        String hex = HexFormat.of().formatHex(secret);
        spellings.put("hex " + name, hex.getBytes(UTF_8));
        spellings.put("HEX " + name, hex.toUpperCase(Locale.ROOT).getBytes(UTF_8));
        // In the middle of other base64 it may begin at three places of a group.
        for (int shift = 0; shift < 3; shift++) {
            byte[] shifted = new byte[shift + secret.length];
            System.arraycopy(secret, 0, shifted, shift, secret.length);
            for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
                String encoded = encoder.withoutPadding().encodeToString(shifted);
                String inner = encoded.substring(shift == 0 ? 0 : 4, encoded.length() - 4);
                spellings.put("base64 " + inner, inner.getBytes(UTF_8));
            }
        }
    }

    /** The files that hold one of these, each with what it holds. */
    private static List<String> filesWith(Path folder, Map<String, byte[]> wanted) {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String content = contentOf(file);
                wanted.forEach(
                        (name, bytes) -> {
                            if (content.contains(new String(bytes, ISO_8859_1))) {
                                found.add(folder.relativize(file) + " holds " + name);
                            }
                        });
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /** The server goes on working, and now and then replaces a file of its own. */
    private static String contentOf(Path file) throws IOException {
        try {
            return new String(Files.readAllBytes(file), ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        }
    }
}
