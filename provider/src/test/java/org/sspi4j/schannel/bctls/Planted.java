package org.sspi4j.schannel.bctls;

import javax.crypto.Cipher;

/** Bouncy Castle may be used here, the JDK's ciphers not. */
public final class Planted {
    Cipher cipher;
}
