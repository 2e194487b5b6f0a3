package org.sspi4j.kerberos.store;

import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sspi4j.wire.BigEndianReader;
import org.sspi4j.wire.BigEndianWriter;
import org.sspi4j.wire.DecodeException;

/**
 * A credential cache: a principal's tickets with their session keys, in the order of the file.
 *
 * @param kdcTimeOffset what to add to the local time to get the KDC's; zero when the file does not say
 * @param configuration what programs remember in the file, in the guise of tickets
 * @param removed how many credentials and configuration entries were overwritten as removed; they are in neither list
 * @spec MIT krb5 formats/ccache_file_format
 */
public record CredentialCache(
        Duration kdcTimeOffset,
        StoredPrincipal defaultPrincipal,
        List<StoredCredential> credentials,
        List<Configuration> configuration,
        int removed) {
    /** In the header of file format version 4: seconds and microseconds. */
    public static final int TAG_TIME_OFFSET = 1;
    private static final String CONFIGURATION_REALM = "X-CACHECONF:";
    private static final String REMOVED_CONFIGURATION_REALM = "X-RMED-CONF:";
    private static final String CONFIGURATION_NAME = "krb5_ccache_conf_data";

    public CredentialCache {
        credentials = List.copyOf(credentials);
        configuration = List.copyOf(configuration);
    }

    /** A cache as it is when it was just made. */
    public static CredentialCache of(StoredPrincipal defaultPrincipal, List<StoredCredential> credentials) {
        return new CredentialCache(Duration.ZERO, defaultPrincipal, credentials, List.of(), 0);
    }

    /** The same cache of somebody whose KDC's clock is that much ahead of ours. */
    public CredentialCache ahead(Duration kdcTimeOffset) {
        return new CredentialCache(kdcTimeOffset, defaultPrincipal, credentials, configuration, removed);
    }

    /**
     * File formats 1 to 4; the first two in the byte order of this machine.
     *
     * @param wire the whole file; the caller keeps it, and wipes it
     */
    public static CredentialCache decode(byte[] wire) throws DecodeException {
        return decode(wire, ByteOrder.nativeOrder());
    }

    /** @param ofMachine the byte order that formats 1 and 2 have */
    static CredentialCache decode(byte[] wire, ByteOrder ofMachine) throws DecodeException {
        var begun = new BigEndianReader(wire);
        int version = version(begun);
        var in = StoreReader.of(begun, version <= 2 ? ofMachine : ByteOrder.BIG_ENDIAN);
        Duration kdcTimeOffset = version == 4 ? header(in) : Duration.ZERO;
        var defaultPrincipal = StoredCredential.principal("default principal", in, version);
        var credentials = new ArrayList<StoredCredential>();
        var configuration = new ArrayList<Configuration>();
        int removed = 0;
        while (in.remaining() > 0) {
            int begin = in.offset();
            var credential = StoredCredential.read(in, version);
            if (isRemoved(credential)) {
                credential.key().wipe();
                removed++;
            } else if (isConfiguration(credential.server())) {
                configuration.add(Configuration.of(credential, begin));
            } else {
                credentials.add(credential);
            }
        }
        return new CredentialCache(kdcTimeOffset, defaultPrincipal, credentials, configuration, removed);
    }

    /** File format version 4, what programs remember first. Holds session keys: to be wiped. */
    public byte[] encode() {
        var out = new BigEndianWriter(2048)
                .u16(0x0504)
                .u16(12)
                .u16(TAG_TIME_OFFSET)
                .u16(8)
                .u32((int) kdcTimeOffset.getSeconds())
                .u32(kdcTimeOffset.getNano() / 1000);
        defaultPrincipal.writeTo(out);
        configuration.forEach(entry -> entry.asCredential(defaultPrincipal).writeTo(out));
        credentials.forEach(credential -> credential.writeTo(out));
        byte[] wire = out.toByteArray();
        out.wipe();
        return wire;
    }

    /** Everything that entries hold, in the order in which {@link #encode()} writes it. */
    public List<StoredCredential> entries() {
        return Stream.concat(
                        configuration.stream().map(entry -> entry.asCredential(defaultPrincipal)), credentials.stream())
                .toList();
    }

    /** The value that programs remember under this key for the cache as a whole. */
    public Optional<byte[]> remembered(String key) {
        return configuration.stream()
                .filter(entry -> entry.key().equals(key) && entry.principal().isEmpty())
                .map(Configuration::value)
                .findFirst();
    }

    /** These tickets one after another, as they stand at the end of a file. Hold session keys: to be wiped. */
    public byte[] encodeCredentials() {
        var out = new BigEndianWriter(1024);
        credentials.forEach(credential -> credential.writeTo(out));
        byte[] wire = out.toByteArray();
        out.wipe();
        return wire;
    }

    /** Whether one of these takes the place of a ticket that is here. */
    public boolean isReplacedBy(List<StoredCredential> added) {
        return credentials.stream().anyMatch(present -> added.stream().anyMatch(credential -> credential.replaces(present)));
    }

    /** With these tickets; one for the same client and service takes the place of the one before. */
    public CredentialCache with(List<StoredCredential> added) {
        var all = new ArrayList<>(credentials);
        for (var credential : added) {
            all.removeIf(credential::replaces);
            all.add(credential);
        }
        return new CredentialCache(kdcTimeOffset, defaultPrincipal, all, configuration, removed);
    }

    /** Overwrites every session key with zeros. */
    public void wipe() {
        credentials.forEach(credential -> credential.key().wipe());
    }

    private static int version(BigEndianReader in) throws DecodeException {
        int version = in.u16("file format version");
        if (version < 0x0501 || version > 0x0504) {
            throw new DecodeException("file format version",
                    String.format("is 0x%04x where a credential cache has 0x0501 to 0x0504", version), 0);
        }
        return version & 0xff;
    }

    /** "A file format implementation should ignore fields with unknown tags." */
    private static Duration header(StoreReader in) throws DecodeException {
        var header = in.part("header", in.u16("header length"));
        Duration kdcTimeOffset = Duration.ZERO;
        while (header.remaining() > 0) {
            int tag = header.u16("header tag");
            var field = header.part("header field", header.u16("header field length"));
            if (tag == TAG_TIME_OFFSET) {
                kdcTimeOffset = Duration.ofSeconds(field.u32("time offset")).plusNanos(1000L * field.u32("time offset, usec"));
                field.end("time offset");
            }
        }
        return kdcTimeOffset;
    }

    /** An active entry whose end time is 0, such as a configuration entry, has the authentication time 0 too. */
    private static boolean isRemoved(StoredCredential credential) {
        return credential.endtime() == 0 && credential.authtime() != 0
                || credential.server().realm().equals(REMOVED_CONFIGURATION_REALM);
    }

    private static boolean isConfiguration(StoredPrincipal server) {
        return server.realm().equals(CONFIGURATION_REALM)
                && !server.components().isEmpty()
                && server.components().get(0).equals(CONFIGURATION_NAME);
    }

    /**
     * A configuration entry, such as {@code pa_type}.
     *
     * @param principal what the entry is about, as text; empty when about the whole cache
     * @param value not printed: what a preauthentication mechanism remembers is its own business
     */
    public record Configuration(String key, Optional<String> principal, byte[] value) {
        private static Configuration of(StoredCredential entry, int offset) throws DecodeException {
            var components = entry.server().components();
            // "two or three components"
            if (components.size() < 2 || components.size() > 3) {
                throw new DecodeException("configuration entry", "has " + components.size() + " components, not 2 or 3", offset);
            }
            return new Configuration(components.get(1), components.stream().skip(2).findFirst(), entry.ticket());
        }

        private StoredCredential asCredential(StoredPrincipal owner) {
            var components = Stream.concat(Stream.of(CONFIGURATION_NAME, key), principal.stream()).toList();
            return new StoredCredential(
                    owner,
                    new StoredPrincipal(components, CONFIGURATION_REALM, owner.nameType()),
                    new StoredKey(0, new byte[0]),
                    0, 0, 0, 0, false, 0, List.of(), List.of(), value, new byte[0]);
        }

        @Override
        public String toString() {
            return "Configuration[" + key + principal.map(about -> " of " + about).orElse("") + ", " + value.length + " bytes]";
        }
    }
}
