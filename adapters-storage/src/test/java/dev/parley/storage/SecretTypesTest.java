package dev.parley.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.token.AuthorizationAnswer;
import dev.parley.token.AuthorizationStart;
import dev.parley.token.ClientAuthentication;
import dev.parley.token.ClientRegistration;
import dev.parley.token.Grant;
import dev.parley.token.GrantSource;
import dev.parley.token.PendingAuthorization;
import dev.parley.token.Principal;
import dev.parley.token.Secret;
import dev.parley.token.TokenStore;
import dev.parley.token.TokenStoreContract;
import dev.parley.vault.TestKeys;
import dev.parley.vault.VaultKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No secret prints, and a refresh token is where it is asked for and nowhere else (V-09). */
final class SecretTypesTest {

    private static final String CANARY = "canary-4f1d";
    private static final Secret SECRET = Secret.of(CANARY);
    private static final GrantSource SOURCE = TokenStoreContract.SOURCE;
    private static final Principal ANN = new Principal("https://id.example", "ann", "Ann");

    @Test
    void v09NoTypeThatHoldsASecretPrintsIt() {
        List<Object> samples =
                List.of(
                        SECRET,
                        new Grant("s", SOURCE, SECRET, Set.of(), Instant.MAX),
                        new ClientRegistration(
                                "s",
                                "i",
                                "r",
                                "c",
                                ClientAuthentication.POST,
                                SECRET,
                                Instant.MAX,
                                "",
                                SECRET),
                        new PendingAuthorization(
                                ANN, "s", SOURCE, true, SECRET, "r", Set.of(), Instant.EPOCH),
                        new AuthorizationStart("https://as.example/?state=" + CANARY, SECRET),
                        new AuthorizationAnswer(SECRET, CANARY, "i", ""));

        assertThat(samples).noneMatch(sample -> sample.toString().contains(CANARY));
        // A new type that holds a secret needs a sample here.
        assertThat(typesHolding(Secret.class))
                .isSubsetOf(
                        Stream.concat(
                                        samples.stream().map(Object::getClass),
                                        Stream.of(
                                                classNamed(
                                                        "dev.parley.storage.JdbiTokenStore$Token"),
                                                classNamed(
                                                        "dev.parley.token.InMemoryTokenStore$Entry")))
                                .toList())
                .contains(Grant.class, ClientRegistration.class, PendingAuthorization.class);
    }

    @Test
    void v09NoTypeThatHoldsKeyBytesPrintsThem() {
        String entry = TestKeys.entry("k1");
        VaultKeys keys = VaultKeys.parse(entry);

        assertThat(keys.toString()).doesNotContain(entry.substring(3));
        // A record would print its array's identity, but its accessor would be everybody's.
        assertThat(typesHolding(byte[].class)).noneMatch(Class::isRecord);
    }

    @Test
    void v09OnlyOneMethodOfTheStoreGivesARefreshToken() {
        assertThat(Arrays.stream(Grant.class.getRecordComponents()))
                .noneMatch(component -> component.getName().contains("refresh"));
        assertThat(Arrays.stream(TokenStore.class.getMethods()))
                .filteredOn(method -> method.getGenericReturnType().toString().contains("Secret"))
                .singleElement()
                .extracting(method -> method.getName())
                .isEqualTo("refreshToken");
    }

    /** Of all classes of core's secrets, of the vault and of storage. */
    private static List<Class<?>> typesHolding(Class<?> held) {
        return Stream.of(Secret.class, VaultKeys.class, Database.class)
                .flatMap(SecretTypesTest::classesBeside)
                .filter(
                        type ->
                                Arrays.stream(type.getDeclaredFields())
                                        .filter(field -> !Modifier.isStatic(field.getModifiers()))
                                        .map(Field::getType)
                                        .anyMatch(held::equals))
                .<Class<?>>map(type -> type)
                .toList();
    }

    /** All classes of its package, whether in a folder or, in a whole build, in a jar. */
    private static Stream<Class<?>> classesBeside(Class<?> type) {
        try {
            Path place = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(place)) {
                return classesIn(place, type.getPackageName()).stream();
            }
            try (FileSystem jar = FileSystems.newFileSystem(place)) {
                return classesIn(jar.getPath("/"), type.getPackageName()).stream();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Class<?>> classesIn(Path root, String packageName) throws IOException {
        try (Stream<Path> files = Files.list(root.resolve(packageName.replace('.', '/')))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.startsWith("package-info"))
                    .<Class<?>>map(
                            name -> classNamed(packageName + "." + name.replace(".class", "")))
                    .toList();
        }
    }

    private static Class<?> classNamed(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
