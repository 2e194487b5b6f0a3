package org.sspi4j.wire.asn1;

/** What can write itself as one element of DER. */
@FunctionalInterface
public interface DerValue {
    void write(DerWriter out);
}
