package dev.parley.http;

import dev.parley.access.RateLimit;
import java.time.Duration;
import java.util.List;

/**
 * How much of the web server one user, one address, and all together may take.
 *
 * @param turns started by one user; 10 a minute by default
 * @param requests to the API from one address; 300 a minute by default
 * @param turnsRunningMax of one user at one replica; 5 by default
 * @param streamsPerUserMax open at one replica; 16 by default
 * @param streamsMax open at one replica; 10,000 by default
 * @param trustedProxies whose word on where a request is from is believed: addresses, or ranges
 *     such as {@code 10.0.0.0/8}; none by default
 */
public record HttpLimits(
        Connections connections,
        RateLimit turns,
        RateLimit requests,
        int turnsRunningMax,
        int streamsPerUserMax,
        int streamsMax,
        List<String> trustedProxies) {

    /** What holds when nothing else is set. */
    public static final HttpLimits DEFAULT =
            new HttpLimits(
                    Connections.DEFAULT,
                    new RateLimit("turns", 10, Duration.ofMinutes(1)),
                    new RateLimit("requests", 300, Duration.ofMinutes(1)),
                    5,
                    16,
                    10_000,
                    List.of());

    /** For a server on a loopback address, whose one user may take all there is. */
    public static final HttpLimits ONE_USER =
            new HttpLimits(
                    Connections.DEFAULT.perAddress(Connections.DEFAULT.totalMax()),
                    DEFAULT.turns(),
                    DEFAULT.requests(),
                    DEFAULT.streamsMax(),
                    DEFAULT.streamsMax(),
                    DEFAULT.streamsMax(),
                    List.of());

    /**
     * What one connection, one address and all may take of the sockets.
     *
     * @param perAddressMax connections of one address that is no trusted proxy; 512 by default,
     *     because a whole office may share one
     * @param totalMax connections of all; 12,000 by default
     * @param headerMax from the first byte of a request to the end of its header; 10 s by default
     * @param slowMax how long less than {@code bytesPerSecondMin} is borne while the server waits
     *     for a body, or for a client to take an answer; 20 s by default
     * @param bytesPerSecondMin 500 by default
     * @param idleMax how long a connection may be silent between requests; 30 s by default
     */
    public record Connections(
            int perAddressMax,
            int totalMax,
            Duration headerMax,
            Duration slowMax,
            int bytesPerSecondMin,
            Duration idleMax) {

        static final Connections DEFAULT =
                new Connections(
                        512,
                        12_000,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(20),
                        500,
                        Duration.ofSeconds(30));

        Connections perAddress(int max) {
            return new Connections(max, totalMax, headerMax, slowMax, bytesPerSecondMin, idleMax);
        }

        public Connections {
            if (perAddressMax < 1 || totalMax < 1 || bytesPerSecondMin < 1) {
                throw new IllegalArgumentException("limits of connections must be positive");
            }
            if (!headerMax.isPositive() || !slowMax.isPositive() || !idleMax.isPositive()) {
                throw new IllegalArgumentException("times of connections must be positive");
            }
        }
    }

    public HttpLimits {
        if (turnsRunningMax < 1 || streamsPerUserMax < 1 || streamsMax < 1) {
            throw new IllegalArgumentException("limits of turns and streams must be positive");
        }
        trustedProxies = List.copyOf(trustedProxies);
        trustedProxies.forEach(AddressRange::parse);
    }

    /** These limits, but for what one user and one address may take. */
    public HttpLimits with(
            RateLimit turnsOfUser,
            RateLimit requestsOfAddress,
            int turnsRunning,
            int streamsOfUser) {
        return new HttpLimits(
                connections,
                turnsOfUser,
                requestsOfAddress,
                turnsRunning,
                streamsOfUser,
                streamsMax,
                trustedProxies);
    }

    /**
     * These limits, with other proxies.
     *
     * @throws IllegalArgumentException when one is neither an address nor a range
     */
    public HttpLimits trusting(List<String> proxies) {
        return new HttpLimits(
                connections,
                turns,
                requests,
                turnsRunningMax,
                streamsPerUserMax,
                streamsMax,
                proxies);
    }
}
