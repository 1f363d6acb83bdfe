package dev.parley.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkspaceTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../other",
                "a%2fb",
                "a?x=",
                "a/b",
                "a.b",
                "Acme",
                "äcme",
                "-a",
                "_a",
                " ",
                "a b",
                "a\n",
                "a#",
                "..",
                "a\\b",
                "ａ"
            })
    void t06WhatIsNoSlugNamesNoOrganizationAndNoProject(String text) {
        assertThat(Workspace.isSlug(text)).isFalse();
        assertThatThrownBy(() -> new Workspace(text, ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Workspace("acme", text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void t06SlugsHaveAtMost64Characters() {
        assertThat(Workspace.isSlug("a".repeat(64))).isTrue();
        assertThat(Workspace.isSlug("a".repeat(65))).isFalse();
        assertThat(Workspace.isSlug("")).isFalse();
        assertThat(Workspace.isSlug("0-acme_corp")).isTrue();
    }

    @Test
    void aProjectIsOneOfAnOrganization() {
        assertThat(new Workspace("acme", "shop").project()).isEqualTo("shop");
        assertThatThrownBy(() -> new Workspace("", "shop"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whereAPrincipalWorksIsNoPartOfWhoTheyAre() {
        Principal ann = new Principal("https://id.example", "ann", "Ann");
        Principal atAcme = ann.in(new Workspace("acme", ""));

        assertThat(ann.workspace()).isEqualTo(Workspace.NONE);
        assertThat(atAcme.workspace().organization()).isEqualTo("acme");
        assertThat(atAcme.key()).isEqualTo(ann.key());
    }
}
