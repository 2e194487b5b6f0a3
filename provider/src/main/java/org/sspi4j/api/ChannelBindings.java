package org.sspi4j.api;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;

/**
 * SEC_CHANNEL_BINDINGS: what ties a context to the channel it runs over. Accessors give copies.
 *
 * <p>For TLS only the application data is used and the address types are 0, as on Windows.
 *
 * @spec RFC 5056; RFC 5929; RFC 2744 3.11
 */
public final class ChannelBindings {
    private static final int FIXED_PART = 32;
    private static final byte[] NOTHING = {};

    private final int initiatorAddressType;
    private final byte[] initiatorAddress;
    private final int acceptorAddressType;
    private final byte[] acceptorAddress;
    private final byte[] applicationData;

    /** @param initiatorAddressType a number of RFC 2744 3.11 such as 2 for IPv4; 0 if there is no address */
    public ChannelBindings(
            int initiatorAddressType,
            byte[] initiatorAddress,
            int acceptorAddressType,
            byte[] acceptorAddress,
            byte[] applicationData) {
        this(initiatorAddressType, acceptorAddressType, initiatorAddress.clone(), acceptorAddress.clone(), applicationData.clone());
    }

    /** Of arrays that nobody else has. */
    private ChannelBindings(
            int initiatorAddressType, int acceptorAddressType, byte[] initiatorAddress, byte[] acceptorAddress, byte[] applicationData) {
        this.initiatorAddressType = initiatorAddressType;
        this.initiatorAddress = initiatorAddress;
        this.acceptorAddressType = acceptorAddressType;
        this.acceptorAddress = acceptorAddress;
        this.applicationData = applicationData;
    }

    /** Bindings without addresses, such as {@code tls-server-end-point:} and the certificate's hash. */
    public static ChannelBindings of(byte[] applicationData) {
        return new ChannelBindings(0, new byte[0], 0, new byte[0], applicationData);
    }

    /** tls-server-end-point of RFC 5929 4. */
    public static ChannelBindings tlsServerEndPoint(byte[] certificateHash) {
        return named("tls-server-end-point:", certificateHash);
    }

    /** tls-unique of RFC 5929 3. */
    public static ChannelBindings tlsUnique(byte[] finished) {
        return named("tls-unique:", finished);
    }

    /**
     * tls-exporter of RFC 9266 2.
     *
     * @param keyingMaterial 32 bytes of label {@code EXPORTER-Channel-Binding}, with a context of no bytes, which under TLS 1.2 gives
     *     others than no context
     */
    public static ChannelBindings tlsExporter(byte[] keyingMaterial) {
        return named("tls-exporter:", keyingMaterial);
    }

    private static ChannelBindings named(String prefix, byte[] binding) {
        var name = prefix.getBytes(StandardCharsets.US_ASCII);
        return of(ByteBuffer.allocate(name.length + binding.length).put(name).put(binding).array());
    }

    /**
     * Reads the structure of sspi.h: eight little-endian numbers, then what they point at.
     *
     * @throws SspiException SEC_E_INVALID_TOKEN if a length or offset lies outside the bytes
     */
    public static ChannelBindings fromBytes(byte[] structure) throws SspiException {
        if (structure.length < FIXED_PART) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_TOKEN, "SEC_CHANNEL_BINDINGS has fewer than " + FIXED_PART + " bytes");
        }
        var in = ByteBuffer.wrap(structure).order(ByteOrder.LITTLE_ENDIAN);
        int initiatorType = in.getInt();
        var initiator = part("dwInitiatorOffset", structure, in.getInt(), in.getInt());
        int acceptorType = in.getInt();
        var acceptor = part("dwAcceptorOffset", structure, in.getInt(), in.getInt());
        var data = part("dwApplicationDataOffset", structure, in.getInt(), in.getInt());
        return new ChannelBindings(initiatorType, acceptorType, initiator, acceptor, data);
    }

    /** The structure of sspi.h. */
    public byte[] toBytes() {
        int initiatorAt = FIXED_PART;
        int acceptorAt = initiatorAt + initiatorAddress.length;
        int dataAt = acceptorAt + acceptorAddress.length;
        var out = ByteBuffer.allocate(dataAt + applicationData.length).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(initiatorAddressType).putInt(initiatorAddress.length).putInt(initiatorAt);
        out.putInt(acceptorAddressType).putInt(acceptorAddress.length).putInt(acceptorAt);
        out.putInt(applicationData.length).putInt(dataAt);
        return out.put(initiatorAddress).put(acceptorAddress).put(applicationData).array();
    }

    public int initiatorAddressType() {
        return initiatorAddressType;
    }

    public byte[] initiatorAddress() {
        return initiatorAddress.clone();
    }

    public int acceptorAddressType() {
        return acceptorAddressType;
    }

    public byte[] acceptorAddress() {
        return acceptorAddress.clone();
    }

    public byte[] applicationData() {
        return applicationData.clone();
    }

    private static byte[] part(String field, byte[] structure, int length, int offset) throws SspiException {
        long end = Integer.toUnsignedLong(offset) + Integer.toUnsignedLong(length);
        if (length == 0) {
            return NOTHING;
        }
        if (Integer.toUnsignedLong(offset) < FIXED_PART || end > structure.length) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_TOKEN, field + " of SEC_CHANNEL_BINDINGS lies outside the structure");
        }
        return Arrays.copyOfRange(structure, offset, (int) end);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChannelBindings that
                && initiatorAddressType == that.initiatorAddressType
                && acceptorAddressType == that.acceptorAddressType
                && MessageDigest.isEqual(applicationData, that.applicationData)
                && MessageDigest.isEqual(initiatorAddress, that.initiatorAddress)
                && MessageDigest.isEqual(acceptorAddress, that.acceptorAddress);
    }

    @Override
    public int hashCode() {
        return Objects.hash(initiatorAddressType, acceptorAddressType, applicationData.length);
    }

    @Override
    public String toString() {
        return "ChannelBindings[" + applicationData.length + "]";
    }
}
