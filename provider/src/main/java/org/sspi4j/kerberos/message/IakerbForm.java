package org.sspi4j.kerberos.message;

/** How IAKERB is written: there are two ways, and neither side of one understands the other. */
public enum IakerbForm {
    /** The draft's, and so MIT krb5's since 1.22 and Heimdal's. */
    DRAFT(2, KeyUsage.FINISHED),
    /**
     * What MIT krb5 spoke before 1.22, after an older draft: target-realm is an OCTET STRING, the checksum has other numbers, and tokens
     * behind the first one may come without a frame.
     */
    MIT_BEFORE_1_22(1, KeyUsage.IAKERB_FINISHED);

    private final int extension;
    private final int usage;

    IakerbForm(int extension, int usage) {
        this.extension = extension;
        this.usage = usage;
    }

    /** Of the {@link KrbFinished} in a {@link GssChecksum}. */
    public int extension() {
        return extension;
    }

    /** Of the key that its checksum is made with. */
    public int usage() {
        return usage;
    }
}
