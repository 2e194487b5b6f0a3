package org.sspi4j.schannel;

import java.util.ArrayList;
import java.util.List;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.LittleEndianReader;

/**
 * SEC_APPLICATION_PROTOCOLS: what the caller speaks above TLS. Lists of other extensions than ALPN are passed over.
 *
 * @spec sspi.h SEC_APPLICATION_PROTOCOLS; RFC 7301 3.1
 */
final class ApplicationProtocolList {
    private static final int ALPN = 2;

    private ApplicationProtocolList() {}

    /** @throws SspiException SEC_E_INVALID_TOKEN if the structure is malformed */
    static List<byte[]> decode(byte[] structure) throws SspiException {
        try {
            return read(new LittleEndianReader(structure));
        } catch (DecodeException e) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_TOKEN, "The APPLICATION_PROTOCOLS buffer is malformed: " + e.getMessage(), e);
        }
    }

    private static List<byte[]> read(LittleEndianReader reader) throws DecodeException {
        var lists = reader.part("ProtocolLists", reader.u32("ProtocolListsSize"));
        reader.end("SEC_APPLICATION_PROTOCOLS");
        var protocols = new ArrayList<byte[]>();
        while (lists.remaining() > 0) {
            int extension = lists.u32("ProtoNegoExt");
            var list = lists.part("ProtocolList", lists.u16("ProtocolListSize"));
            while (list.remaining() > 0) {
                int length = list.u8("length of a protocol");
                if (length == 0) {
                    throw new DecodeException("protocol", "has no name", list.offset());
                }
                var protocol = list.bytes("protocol", length);
                if (extension == ALPN) {
                    protocols.add(protocol);
                }
            }
        }
        return protocols;
    }
}
