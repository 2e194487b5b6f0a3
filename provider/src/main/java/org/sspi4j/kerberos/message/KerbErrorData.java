package org.sspi4j.kerberos.message;

import java.util.Optional;
import java.util.OptionalInt;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.LittleEndianReader;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.DerValue;
import org.sspi4j.wire.asn1.DerWriter;

/**
 * KERB-ERROR-DATA: what a KDC of Windows adds to an error. It looks like a {@link PaData} of the type PA-PW-SALT, and Samba has
 * sent it as one.
 *
 * @param dataType {@link #SKEW_RECOVERY} or {@link #EXTENDED}
 * @spec MS-KILE 2.2.2
 */
public record KerbErrorData(int dataType, Optional<byte[]> dataValue) implements DerValue {
    public static final int SKEW_RECOVERY = 2;
    public static final int EXTENDED = 3;

    private static final int KERB_EXT_ERROR_LENGTH = 12;

    public static KerbErrorData decode(byte[] der) throws DecodeException {
        var in = DerReader.of(der, "KERB-ERROR-DATA").sequence();
        int dataType = in.tagged(1, "data-type").int32();
        var dataValue = in.optional(2, "data-value", DerReader::octetString);
        in.end();
        return new KerbErrorData(dataType, dataValue);
    }

    @Override
    public void write(DerWriter out) {
        int end = out.mark();
        out.optional(2, dataValue, DerWriter::octetString);
        out.integer(dataType).tagged(1);
        out.sequence(end);
    }

    /**
     * The status of a KERB-EXT-ERROR, an NTSTATUS.
     *
     * @spec MS-KILE 2.2.1
     */
    public OptionalInt ntStatus() throws DecodeException {
        return dataType == EXTENDED && dataValue.isPresent() ? status(dataValue.get()) : OptionalInt.empty();
    }

    /**
     * The NTSTATUS in the e-data of an error, in any of the three forms that there are: KERB-ERROR-DATA, the PA-DATA that looks
     * like it, and METHOD-DATA with such an entry. Empty if there is none, for other implementations put other things there.
     */
    public static OptionalInt ntStatus(byte[] eData) {
        try {
            return decode(eData).ntStatus();
        } catch (DecodeException e) {
            return inMethodData(eData);
        }
    }

    private static OptionalInt inMethodData(byte[] eData) {
        try {
            var entry = MethodData.decode(eData).find(PaType.PA_PW_SALT);
            return entry.isPresent() ? status(entry.get()) : OptionalInt.empty();
        } catch (DecodeException e) {
            return OptionalInt.empty();
        }
    }

    /** A salt of another length is a salt. */
    private static OptionalInt status(byte[] kerbExtError) throws DecodeException {
        return kerbExtError.length == KERB_EXT_ERROR_LENGTH
                ? OptionalInt.of(new LittleEndianReader(kerbExtError).u32("status"))
                : OptionalInt.empty();
    }
}
