package org.sspi4j.api;

/** SECQOP_: quality of protection, a number of 32 bits. */
public final class Qop {
    /** The package's ordinary protection: EncryptMessage encrypts. */
    public static final int DEFAULT = 0;
    /** SECQOP_WRAP_NO_ENCRYPT: the message is signed and readable. */
    public static final int WRAP_NO_ENCRYPT = 0x80000001;
    /** SECQOP_WRAP_OOB_DATA: Schannel sends an alert. */
    public static final int WRAP_OOB_DATA = 0x40000000;

    private Qop() {}
}
