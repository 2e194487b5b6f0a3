package org.sspi4j.kerberos.message;

import java.util.Optional;

/**
 * KDC-REP: what AS-REP and TGS-REP have in common.
 *
 * @spec RFC 4120 5.4.2
 */
public sealed interface KdcRep permits AsRep, TgsRep {
    Optional<MethodData> padata();

    String crealm();

    PrincipalName cname();

    Ticket ticket();

    EncryptedData encPart();

    byte[] wire();
}
