package org.sspi4j.api;

import org.sspi4j.spi.Leg;

/** A word of the vocabulary that knows the contract. */
public final class Planted {
    Leg leg;
}
