package dev.parley.storage;

import dev.parley.token.VaultStatus;
import dev.parley.vault.Vault;
import dev.parley.vault.VaultKeys;

/** Re-encrypts; says when it is in the middle of it. */
final class RotatingProgram {

    /** What a status sees of the very first commits may not be on disk yet. */
    private static final int VALUES_MIN = 60;

    private RotatingProgram() {}

    @SuppressWarnings("resource") // It is killed: nobody closes the database.
    public static void main(String[] args) {
        Database database = Database.open(ChildJvm.config(args[0]));
        Vault vault = new Vault(VaultKeys.parse(args[1]));
        VaultRotation rotation = new VaultRotation(database, vault);
        rotation.start();
        while (done(rotation.status()) < VALUES_MIN) {
            Thread.onSpinWait();
        }
        System.out.println("midway");
    }

    private static long done(VaultStatus status) {
        return status.keys().getFirst().values();
    }
}
