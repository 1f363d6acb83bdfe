package dev.parley.vault;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.token.Secret;
import dev.parley.vault.VaultException.Kind;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class StrongboxTest {

    private static final Secret TOKEN = Secret.of("ya29.token-of-ann");

    private final String k1 = TestKeys.entry("k1");
    private final Vault vault = TestKeys.vault(k1);
    private final Strongbox box = vault.create("https://id.example ann");
    private final SealedRow row = put(box, "row1");
    private final String sealed = box.seal(row, "access_token", TOKEN);

    @Test
    void opensWhatWasSealed() throws VaultException {
        assertThat(box.open(row, "access_token", sealed)).isEqualTo(TOKEN);
    }

    @Test
    void opensAfterTheBoxWasStored() throws VaultException {
        Strongbox again = TestKeys.vault(k1).open("https://id.example ann", box.stored());

        assertThat(again.open(row, "access_token", sealed)).isEqualTo(TOKEN);
    }

    @Test
    void v01NoByteCanBeChanged() {
        for (int i = 0; i < sealed.length(); i++) {
            for (int flip : new int[] {1, 2, 4, 32, 128}) {
                byte[] bytes = sealed.getBytes(ISO_8859_1);
                bytes[i] ^= (byte) flip;
                String changed = new String(bytes, ISO_8859_1);

                assertThatThrownBy(() -> box.open(row, "access_token", changed))
                        .as("byte %s, flipped %s", i, flip)
                        .isInstanceOf(VaultException.class)
                        .hasMessageNotContaining("ya29");
            }
        }
    }

    @Test
    void v01NothingCanBeCutOffOrAdded() {
        for (int length = 0; length < sealed.length(); length++) {
            String cut = sealed.substring(0, length);
            assertThatThrownBy(() -> box.open(row, "access_token", cut))
                    .isInstanceOf(VaultException.class);
        }
        for (String more : List.of("A", "AAAA", "=", " ", "\n")) {
            assertThatThrownBy(() -> box.open(row, "access_token", sealed + more))
                    .isInstanceOf(VaultException.class);
        }
    }

    @Test
    void v01NoByteOfTheBoxCanBeChanged() {
        StoredBox stored = box.stored();
        WrappedKey key = stored.key();
        for (int i = 0; i < key.sealed().length(); i++) {
            WrappedKey changed =
                    new WrappedKey(
                            key.masterId(), key.masterCheck(), key.id(), flipped(key.sealed(), i));
            assertKind(Kind.BINDING_MISMATCH, () -> open(changed, stored));
        }
        for (int i = 0; i < stored.register().length(); i++) {
            StoredBox changed = new StoredBox(key, stored.version(), flipped(stored.register(), i));
            assertThatThrownBy(() -> vault.open("https://id.example ann", changed))
                    .isInstanceOf(VaultException.class);
        }
    }

    @Test
    void v02TheSealVouchesForEveryPartOfThePlace() {
        long version = row.version();
        for (SealedRow elsewhere :
                List.of(
                        new SealedRow("other", "row1", "files", "as", List.of("read"), version),
                        new SealedRow(
                                "oauth_grant", "row2", "files", "as", List.of("read"), version),
                        new SealedRow(
                                "oauth_grant", "row1", "mail", "as", List.of("read"), version),
                        new SealedRow(
                                "oauth_grant", "row1", "files", "as2", List.of("read"), version),
                        new SealedRow(
                                "oauth_grant", "row1", "files", "as", List.of("all"), version),
                        new SealedRow("oauth_grant", "row1", "files", "as", List.of(), version),
                        new SealedRow(
                                "oauth_grant", "row1", "filesa", "s", List.of("read"), version),
                        new SealedRow(
                                "oauth_grant",
                                "row1",
                                "files",
                                "as",
                                List.of("read"),
                                version + 6))) {
            // Even if the register listed it.
            box.keep(elsewhere);
            assertKind(Kind.BINDING_MISMATCH, () -> box.open(elsewhere, "access_token", sealed));
        }
        box.keep(row);
        assertKind(Kind.BINDING_MISMATCH, () -> box.open(row, "refresh_token", sealed));
    }

    @Test
    void v02AnotherOwnersBoxOpensNothing() {
        Strongbox bobs = vault.create("https://id.example bob");
        bobs.keep(row);

        assertKind(Kind.BINDING_MISMATCH, () -> bobs.open(row, "access_token", sealed));
        assertKind(Kind.BINDING_MISMATCH, () -> vault.open("https://id.example bob", box.stored()));
    }

    @Test
    void v03AValueNamesItsMasterKeyAndItsDataKey() {
        assertThat(sealed).startsWith("pv1:k1:" + box.stored().key().id() + ":");
    }

    @Test
    void v03AnyKeyOpensAndThePrimarySeals() throws VaultException {
        Vault rotated = TestKeys.vault(TestKeys.entry("k2"), k1);

        Strongbox opened = rotated.open("https://id.example ann", box.stored());

        assertThat(opened.open(row, "access_token", sealed)).isEqualTo(TOKEN);
        assertThat(rotated.isCurrent(box.stored().key())).isFalse();
        assertThat(rotated.successor(opened).stored().key().masterId()).isEqualTo("k2");
        assertThat(rotated.create("bob").stored().key().masterId()).isEqualTo("k2");
    }

    @Test
    void v03AMissingKeyIsSaidToBeMissing() {
        StoredBox stored = box.stored();

        assertKind(
                Kind.KEY_MISSING,
                () -> TestKeys.vault(TestKeys.entry("k2")).open("https://id.example ann", stored));
        // Another key of the same id is a mistake in the set-up too, not a damaged value.
        assertKind(
                Kind.KEY_MISSING,
                () -> TestKeys.vault(TestKeys.entry("k1")).open("https://id.example ann", stored));
    }

    @Test
    void v04WhatHasNoSealIsAnError() {
        for (String plain :
                List.of("ya29.token", "", "pv1", "pv1:k1:x", "pv2:k1:x:AAAA", "{\"a\":1}")) {
            assertKind(Kind.NOT_SEALED, () -> box.open(row, "access_token", plain));
        }
    }

    @Test
    void v05AMillionSealsHaveAMillionNonces() {
        Set<String> nonces = HashSet.newHashSet(1_000_000);
        Secret small = Secret.of("x");
        int from = sealed.lastIndexOf(':') + 1;
        for (int i = 0; i < 1_000_000; i++) {
            // 16 characters of base64 are the 12 bytes of the nonce.
            nonces.add(box.seal(row, "access_token", small).substring(from, from + 16));
        }

        assertThat(nonces).hasSize(1_000_000);
        assertThat(Base64.getUrlDecoder().decode(nonces.iterator().next())).hasSize(12);
    }

    @Test
    void v05TheSameTextIsSealedDifferently() {
        assertThat(box.seal(row, "access_token", TOKEN)).isNotEqualTo(sealed);
    }

    @Test
    void v10ADataKeyIsOneOwners() {
        Strongbox bobs = vault.create("https://id.example bob");
        Strongbox annAgain = vault.create("https://id.example ann");

        assertThat(bobs.stored().key().id()).isNotEqualTo(box.stored().key().id());
        annAgain.keep(row);
        assertKind(Kind.BINDING_MISMATCH, () -> annAgain.open(row, "access_token", sealed));
    }

    @Test
    void v11AnEarlierVersionIsARollback() throws VaultException {
        SealedRow second = put(box, "row1");
        String resealed = box.seal(second, "access_token", Secret.of("renewed"));

        assertKind(Kind.ROLLBACK, () -> box.open(row, "access_token", sealed));
        assertThat(box.open(second, "access_token", resealed)).isEqualTo(Secret.of("renewed"));
    }

    @Test
    void v11WhatWasRemovedDoesNotComeBack() {
        box.remove("oauth_grant", "row1");

        assertKind(Kind.ROLLBACK, () -> box.open(row, "access_token", sealed));
    }

    @Test
    void v11AVersionIsNeverUsedTwice() {
        box.remove("oauth_grant", "row1");
        SealedRow again = put(box, "row1");

        assertThat(again.version()).isGreaterThan(row.version() + 1);
        assertThat(vault.successor(box).stored().version()).isEqualTo(box.stored().version());
    }

    @Test
    void v11AnOwnerWhoComesBackGetsOtherVersions() {
        Strongbox again = vault.create("https://id.example ann");

        assertThat(put(again, "row1").version()).isPositive().isNotEqualTo(row.version());
    }

    @Test
    void hasARowInItsLastVersionOnly() {
        long first = row.version();
        SealedRow second = put(box, "row1");

        assertThat(box.has("oauth_grant", "row1", second.version())).isTrue();
        assertThat(box.has("oauth_grant", "row1", first)).isFalse();
        assertThat(box.has("oauth_grant", "row2", second.version())).isFalse();
        assertThat(box.has("other", "row1", second.version())).isFalse();
    }

    @Test
    void v11AnOlderRegisterDoesNotFitTheBox() {
        StoredBox before = box.stored();
        put(box, "row1");
        StoredBox after = box.stored();

        StoredBox mixed = new StoredBox(after.key(), after.version(), before.register());

        assertKind(Kind.BINDING_MISMATCH, () -> vault.open("https://id.example ann", mixed));
    }

    private Strongbox open(WrappedKey key, StoredBox stored) throws VaultException {
        return vault.open(
                "https://id.example ann", new StoredBox(key, stored.version(), stored.register()));
    }

    private static SealedRow put(Strongbox box, String id) {
        return box.put("oauth_grant", id, "files", "as", List.of("read"));
    }

    private static String flipped(String text, int position) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        bytes[position] ^= 1;
        return new String(bytes, ISO_8859_1);
    }

    private static void assertKind(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        VaultException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
