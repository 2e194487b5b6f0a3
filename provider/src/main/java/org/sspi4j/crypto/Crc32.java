package org.sspi4j.crypto;

import java.util.zip.CRC32;

/**
 * CRC-32 of a message where it lies. Not a MAC: whoever changes a message can tell how its CRC changes.
 *
 * @spec MS-NLMP 6
 */
public final class Crc32 {
    private Crc32() {}

    /** Covers all segments in their order, sealed and signed ones alike. */
    public static int of(ScatteredBytes message, Workspace workspace) {
        var crc = new CRC32();
        message.rewind();
        message.coverRest(workspace, crc::update);
        return (int) crc.getValue();
    }
}
