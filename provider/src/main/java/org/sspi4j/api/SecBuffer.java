package org.sspi4j.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * SecBuffer: a type, attributes, and memory of the caller. The content lies between position and limit. Packages work in
 * place: they lower the limit when a result is shorter, and turn an EMPTY buffer into what they have to say, as slices of
 * the caller's own memory.
 *
 * <p>Not safe for use by several threads.
 */
public final class SecBuffer {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int SCHANNEL_SHUTDOWN = 1;
    /** SecApplicationProtocolNegotiationExt_ALPN. */
    private static final int ALPN = 2;
    /** ProtocolListsSize, ProtoNegoExt, ProtocolListSize. */
    private static final int ALPN_LIST = 4 + 4 + 2;

    /** How a package may touch a buffer: the attributes of a BufferType. */
    public enum Access {
        READ_WRITE(0),
        /** SECBUFFER_READONLY: neither changed nor part of a checksum. */
        READONLY(0x80000000),
        /** SECBUFFER_READONLY_WITH_CHECKSUM: not changed, part of the checksum. */
        READONLY_WITH_CHECKSUM(0x10000000);

        /** SECBUFFER_ATTRMASK: the bits of a BufferType that are attributes. */
        public static final int MASK = 0xF0000000;

        private final int bit;

        Access(int bit) {
            this.bit = bit;
        }

        /** The bit in a BufferType; 0 for READ_WRITE. */
        public int bit() {
            return bit;
        }
    }

    private final Access access;
    private SecBufferType type;
    private ByteBuffer memory;
    private int missing;

    /** @param memory used as it is: its position and limit are the content's */
    public SecBuffer(SecBufferType type, Access access, ByteBuffer memory) {
        this.type = Objects.requireNonNull(type, "type");
        this.access = Objects.requireNonNull(access, "access");
        this.memory = Objects.requireNonNull(memory, "memory");
    }

    /**
     * A buffer as sspi.h has it.
     *
     * @param bufferType a SECBUFFER_ number, with SECBUFFER_READONLY or SECBUFFER_READONLY_WITH_CHECKSUM or none of the two
     * @throws SspiException SEC_E_INVALID_TOKEN for other numbers and attributes
     */
    public static SecBuffer of(int bufferType, ByteBuffer memory) throws SspiException {
        var type = SecBufferType.of(bufferType & ~Access.MASK);
        for (var access : Access.values()) {
            if (type.isPresent() && access.bit == (bufferType & Access.MASK)) {
                return new SecBuffer(type.get(), access, memory);
            }
        }
        throw new SspiException(
                SecurityStatus.SEC_E_INVALID_TOKEN,
                "No BufferType is " + String.format("0x%08X", bufferType) + ": types go from 0 to "
                        + (SecBufferType.values().length - 1) + ", the attribute is 0x80000000, 0x10000000 or none");
    }

    public static SecBuffer token(ByteBuffer memory) {
        return new SecBuffer(SecBufferType.TOKEN, Access.READ_WRITE, memory);
    }

    /** A received token. */
    public static SecBuffer token(byte[] token) {
        return new SecBuffer(SecBufferType.TOKEN, Access.READONLY, ByteBuffer.wrap(token).asReadOnlyBuffer());
    }

    public static SecBuffer data(ByteBuffer memory) {
        return new SecBuffer(SecBufferType.DATA, Access.READ_WRITE, memory);
    }

    /** Data that is signed and not encrypted, such as an RPC header. */
    public static SecBuffer readOnlyWithChecksum(ByteBuffer memory) {
        return new SecBuffer(SecBufferType.DATA, Access.READONLY_WITH_CHECKSUM, memory);
    }

    public static SecBuffer padding(ByteBuffer memory) {
        return new SecBuffer(SecBufferType.PADDING, Access.READ_WRITE, memory);
    }

    /** A whole protected message, to be decrypted in place. */
    public static SecBuffer stream(ByteBuffer memory) {
        return new SecBuffer(SecBufferType.STREAM, Access.READ_WRITE, memory);
    }

    /** A place for what the package has to say. */
    public static SecBuffer empty() {
        return new SecBuffer(SecBufferType.EMPTY, Access.READ_WRITE, NOTHING);
    }

    public static SecBuffer channelBindings(ChannelBindings bindings) {
        return new SecBuffer(
                SecBufferType.CHANNEL_BINDINGS, Access.READONLY, ByteBuffer.wrap(bindings.toBytes()).asReadOnlyBuffer());
    }

    /**
     * SEC_APPLICATION_PROTOCOLS with one list, of ALPN: what a client offers or a server speaks, best first.
     *
     * @param protocols such as {@code h2} and {@code http/1.1}: 1 to 255 bytes of UTF-8 each
     * @spec RFC 7301 3.1
     */
    public static SecBuffer applicationProtocols(String... protocols) {
        var list = new ByteArrayOutputStream();
        for (var protocol : protocols) {
            var name = protocol.getBytes(UTF_8);
            if (name.length == 0 || name.length > 0xFF) {
                throw new IllegalArgumentException("An application protocol's name has 1 to 255 bytes");
            }
            list.write(name.length);
            list.writeBytes(name);
        }
        if (list.size() > 0xFFFF) {
            throw new IllegalArgumentException("The names of all application protocols have 65535 bytes at most");
        }
        var structure = ByteBuffer.allocate(ALPN_LIST + list.size()).order(ByteOrder.LITTLE_ENDIAN);
        structure.putInt(ALPN_LIST - Integer.BYTES + list.size()).putInt(ALPN).putShort((short) list.size()).put(list.toByteArray());
        return new SecBuffer(SecBufferType.APPLICATION_PROTOCOLS, Access.READONLY, structure.flip().asReadOnlyBuffer());
    }

    /** SCHANNEL_SHUTDOWN, for ApplyControlToken: the next initialize or accept says that this side says no more. */
    public static SecBuffer schannelShutdown() {
        return token(new byte[] {SCHANNEL_SHUTDOWN, 0, 0, 0});
    }

    public SecBufferType type() {
        return type;
    }

    /** BufferType: the number of {@link #type()} with the bit of {@link #access()}. */
    public int bufferType() {
        return type.value() | access.bit;
    }

    public Access access() {
        return access;
    }

    /** The memory itself, not a view. */
    public ByteBuffer memory() {
        return memory;
    }

    /** cbBuffer: how many bytes the content has; of a MISSING buffer, which has none, how many are missing. */
    public int size() {
        return type == SecBufferType.MISSING && missing > 0 ? missing : memory.remaining();
    }

    /** A copy of the content. */
    public byte[] toBytes() {
        var bytes = new byte[memory.remaining()];
        memory.get(memory.position(), bytes);
        return bytes;
    }

    /** For packages: turns this buffer into another one, as DecryptMessage does with EMPTY ones. */
    public void become(SecBufferType type, ByteBuffer memory) {
        this.type = Objects.requireNonNull(type, "type");
        this.memory = Objects.requireNonNull(memory, "memory");
    }

    /**
     * For packages and doors: turns an EMPTY buffer into a MISSING one, which has a length and no memory.
     *
     * @param bytes how many more are needed at least, a hint; more than 0
     */
    public void becomeMissing(int bytes) {
        become(SecBufferType.MISSING, NOTHING);
        missing = bytes;
    }

    /** The first buffer of a type. */
    public static Optional<SecBuffer> find(List<SecBuffer> buffers, SecBufferType type) {
        for (int i = 0; i < buffers.size(); i++) {
            if (buffers.get(i).type == type) {
                return Optional.of(buffers.get(i));
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return type + "[" + size() + "]";
    }
}
