package org.sspi4j.kdc;

import java.util.random.RandomGenerator;

/** What exchanges have in common. */
record Shared(Names names, Health health, NameServers nameServers, Patience patience, RandomGenerator random) {}
