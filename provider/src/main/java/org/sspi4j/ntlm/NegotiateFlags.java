package org.sspi4j.ntlm;

/**
 * NegotiateFlags: what both sides can do and want. The names are the specification's without NTLMSSP_ and NEGOTIATE_.
 *
 * @spec MS-NLMP 2.2.2.5
 */
final class NegotiateFlags {
    static final int UNICODE = 0x00000001;
    static final int OEM = 0x00000002;
    /** The CHALLENGE_MESSAGE has to have a TargetName. */
    static final int REQUEST_TARGET = 0x00000004;
    static final int SIGN = 0x00000010;
    static final int SEAL = 0x00000020;
    static final int DATAGRAM = 0x00000040;
    static final int LM_KEY = 0x00000080;
    static final int NTLM = 0x00000200;
    static final int ANONYMOUS = 0x00000800;
    static final int OEM_DOMAIN_SUPPLIED = 0x00001000;
    static final int OEM_WORKSTATION_SUPPLIED = 0x00002000;
    /** Once NTLMSSP_NEGOTIATE_LOCAL_CALL. Not in the specification; nothing here sets it or heeds it. */
    static final int LOCAL_CALL = 0x00004000;
    static final int ALWAYS_SIGN = 0x00008000;
    static final int TARGET_TYPE_DOMAIN = 0x00010000;
    static final int TARGET_TYPE_SERVER = 0x00020000;
    static final int EXTENDED_SESSIONSECURITY = 0x00080000;
    static final int IDENTIFY = 0x00100000;
    static final int REQUEST_NON_NT_SESSION_KEY = 0x00400000;
    static final int TARGET_INFO = 0x00800000;
    static final int VERSION = 0x02000000;
    /** NTLMSSP_NEGOTIATE_128. */
    static final int KEY_128 = 0x20000000;
    static final int KEY_EXCH = 0x40000000;
    /** NTLMSSP_NEGOTIATE_56. */
    static final int KEY_56 = 0x80000000;

    private NegotiateFlags() {}

    /** Whether all of these are set. */
    static boolean has(int flags, int wanted) {
        return (flags & wanted) == wanted;
    }
}
