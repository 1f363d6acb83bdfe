package dev.parley.app.crash;

/**
 * Lives of the program in one world, each beginning when the one before it has died and somebody
 * asks for it. Safe for use by many threads.
 */
final class Succession implements Client.Lives, AutoCloseable {

    /** So many lives may die before they serve; then something else is wrong. */
    private static final int STILLBORN_MAX = 3;

    private final World world;
    private Life life;
    private int deaths;
    private long nextFailpoint;

    Succession(World world) {
        this.world = world;
        this.life = Life.start(world, 0);
    }

    @Override
    public synchronized Life current() throws InterruptedException {
        int stillborn = 0;
        while (true) {
            try {
                if (life.alive()) {
                    return life.awaitReady();
                }
            } catch (LifeEnded e) {
                stillborn++;
                if (stillborn > STILLBORN_MAX) {
                    throw new AssertionError("no program starts; see " + world.folder(), e);
                }
            }
            life.awaitDeath();
            deaths++;
            life = Life.start(world, nextFailpoint);
            nextFailpoint = 0;
        }
    }

    /** The next life, and only that, dies at this failpoint, counted from its very start. */
    synchronized void armNext(long failpoint) {
        nextFailpoint = failpoint;
    }

    /** The deaths that somebody noticed. */
    synchronized int deaths() {
        return deaths;
    }

    @Override
    public synchronized void close() {
        life.close();
    }
}
