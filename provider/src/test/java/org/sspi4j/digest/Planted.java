package org.sspi4j.digest;

/** The other end of a planted cycle. */
public final class Planted {
    public org.sspi4j.ntlm.Planted.UsesAnotherPackage other;
}
