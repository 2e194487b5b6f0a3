package org.sspi4j.kerberos.message;

import java.util.Optional;

/**
 * KDC-REQ: what AS-REQ and TGS-REQ have in common.
 *
 * @spec RFC 4120 5.4.1
 */
public sealed interface KdcReq permits AsReq, TgsReq {
    Optional<MethodData> padata();

    KdcReqBody reqBody();

    byte[] wire();
}
