package org.sspi4j.ntlm;

import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.LittleEndianReader;
import org.sspi4j.wire.LittleEndianWriter;

/**
 * VERSION: of the operating system, for people who look at captures. Nothing depends on it.
 *
 * @spec MS-NLMP 2.2.2.10
 */
record Version(int productMajorVersion, int productMinorVersion, int productBuild, int ntlmRevisionCurrent) {
    static final int LENGTH = 8;

    /** NTLMSSP_REVISION_W2K3. */
    static final int REVISION_W2K3 = 0x0F;

    /** What is said here: the features are those of Windows 10, of no build in particular. */
    static final Version OURS = new Version(10, 0, 0, REVISION_W2K3);

    static Version read(LittleEndianReader in) throws DecodeException {
        int major = in.u8("Version.ProductMajorVersion");
        int minor = in.u8("Version.ProductMinorVersion");
        int build = in.u16("Version.ProductBuild");
        in.skip("Version.Reserved", 3);
        return new Version(major, minor, build, in.u8("Version.NTLMRevisionCurrent"));
    }

    void write(LittleEndianWriter out) {
        out.u8(productMajorVersion).u8(productMinorVersion).u16(productBuild);
        out.u8(0).u16(0).u8(ntlmRevisionCurrent);
    }
}
