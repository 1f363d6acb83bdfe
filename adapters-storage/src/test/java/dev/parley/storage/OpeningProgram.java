package dev.parley.storage;

/** Tries to open a database; prints the nanoseconds that took and what came of it. */
final class OpeningProgram {

    private OpeningProgram() {}

    public static void main(String[] args) {
        long start = System.nanoTime();
        String outcome;
        try (Database database = Database.open(ChildJvm.config(args[0]))) {
            outcome = "opened, answers " + database.<Integer>read(Scope.ALL, handle -> 1);
        } catch (DatabaseException e) {
            outcome = e.toString();
        }
        System.out.println(System.nanoTime() - start);
        System.out.println(outcome);
    }
}
