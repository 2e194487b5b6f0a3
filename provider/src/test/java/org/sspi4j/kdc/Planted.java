package org.sspi4j.kdc;

import org.sspi4j.kerberos.KerberosPackage;

/** A part of the world that uses more of a package than its messages. */
public final class Planted {
    KerberosPackage kerberos;
}
