package dev.parley.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Who knows the addresses of a name: the system's resolver, or a test. */
@FunctionalInterface
interface NameService {

    /** Blocks for as long as the resolver likes, whatever interrupts there are. */
    InetAddress[] addresses(String host) throws UnknownHostException;
}
