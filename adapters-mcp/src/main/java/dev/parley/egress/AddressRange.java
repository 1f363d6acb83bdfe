package dev.parley.egress;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A block of addresses, and what may be done there.
 *
 * @param bits of the whole address: 32 or 128
 * @param prefix the bits that all addresses of the block begin with
 * @param prefixBits how many these are
 */
record AddressRange(int bits, BigInteger prefix, int prefixBits, Reach reach) {

    /** What may be connected to. */
    enum Reach {
        /** By everyone. */
        PUBLIC,
        /** Only when an administrator listed the target. */
        PRIVATE,
        /** By nobody: no server lives there, or one that gives away the machine's credentials. */
        NEVER
    }

    /** A block written as {@code 10.0.0.0/8}. */
    static AddressRange of(String cidr, Reach reach) {
        int slash = cidr.indexOf('/');
        int prefixBits = Integer.parseInt(cidr.substring(slash + 1));
        try {
            byte[] first = InetAddress.getByName(cidr.substring(0, slash)).getAddress();
            int bits = first.length * Byte.SIZE;
            BigInteger prefix = new BigInteger(1, first).shiftRight(bits - prefixBits);
            return new AddressRange(bits, prefix, prefixBits, reach);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not a block of addresses: " + cidr, e);
        }
    }

    /** Whether an address of this many bits is in the block. */
    boolean contains(int addressBits, BigInteger address) {
        return addressBits == bits && address.shiftRight(bits - prefixBits).equals(prefix);
    }
}
