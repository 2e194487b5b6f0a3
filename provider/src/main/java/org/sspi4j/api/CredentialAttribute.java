package org.sspi4j.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * SECPKG_CRED_ATTR_: what can be asked of a credential, or set, and the type of it.
 *
 * @param <T> the structure of sspi.h
 */
public final class CredentialAttribute<T> {
    /** SECPKG_CRED_ATTR_NAMES: whose credential it is. */
    public static final CredentialAttribute<Names> NAMES =
            new CredentialAttribute<>("SECPKG_CRED_ATTR_NAMES", 1, Names.class, 8);
    /** SECPKG_CRED_ATTR_SSI_PROVIDER: who provides the user's online identity. */
    public static final CredentialAttribute<SsiProvider> SSI_PROVIDER =
            new CredentialAttribute<>("SECPKG_CRED_ATTR_SSI_PROVIDER", 2, SsiProvider.class, 24);
    /** SECPKG_CRED_ATTR_KDC_PROXY_SETTINGS: how KDCs are reached. */
    public static final CredentialAttribute<KdcProxySettings> KDC_PROXY_SETTINGS =
            new CredentialAttribute<>("SECPKG_CRED_ATTR_KDC_PROXY_SETTINGS", 3, KdcProxySettings.class, 16);
    /** SECPKG_CRED_ATTR_CERT: the certificate that the user logs on with. */
    public static final CredentialAttribute<Cert> CERT =
            new CredentialAttribute<>("SECPKG_CRED_ATTR_CERT", 4, Cert.class, 16);
    /** SECPKG_CRED_ATTR_PAC_BYPASS: that the KDC is asked for no PAC. */
    public static final CredentialAttribute<Boolean> PAC_BYPASS =
            new CredentialAttribute<>("SECPKG_CRED_ATTR_PAC_BYPASS", 5, Boolean.class, 0);
    /** SECPKG_ATTR_SUPPORTED_ALGS, of Schannel. The header counts it among the attributes of contexts. */
    public static final CredentialAttribute<SupportedAlgs> SUPPORTED_ALGS =
            new CredentialAttribute<>("SECPKG_ATTR_SUPPORTED_ALGS", 0x56, SupportedAlgs.class, 16);
    /** SECPKG_ATTR_CIPHER_STRENGTHS, of Schannel. The header counts it among the attributes of contexts. */
    public static final CredentialAttribute<CipherStrengths> CIPHER_STRENGTHS =
            new CredentialAttribute<>("SECPKG_ATTR_CIPHER_STRENGTHS", 0x57, CipherStrengths.class, 8);
    /** SECPKG_ATTR_SUPPORTED_PROTOCOLS, of Schannel. The header counts it among the attributes of contexts. */
    public static final CredentialAttribute<SupportedProtocols> SUPPORTED_PROTOCOLS =
            new CredentialAttribute<>("SECPKG_ATTR_SUPPORTED_PROTOCOLS", 0x58, SupportedProtocols.class, 4);

    private static final Map<Integer, CredentialAttribute<?>> BY_NUMBER = Stream.of(
                    NAMES, SSI_PROVIDER, KDC_PROXY_SETTINGS, CERT, PAC_BYPASS, SUPPORTED_ALGS, CIPHER_STRENGTHS, SUPPORTED_PROTOCOLS)
            .collect(Collectors.toUnmodifiableMap(CredentialAttribute::number, Function.identity()));

    /** SecPkgCredentials_Names. */
    public record Names(String userName) {}

    /** SecPkgCredentials_SSIProvider. */
    public record SsiProvider(String providerName, byte[] providerInfo) {}

    /**
     * SecPkgCredentials_KdcProxySettings.
     *
     * @param version always 1
     * @param flags KDC_PROXY_SETTINGS_FLAGS_FORCEPROXY 1
     * @param clientTlsCred the certificate to show to the proxy, in the caller's own form; empty for none
     */
    public record KdcProxySettings(int version, int flags, String proxyServer, byte[] clientTlsCred) {}

    /**
     * SecPkgCredentials_Cert.
     *
     * @param encodedCert DER
     */
    public record Cert(byte[] encodedCert) {}

    /** SecPkgCred_SupportedAlgs: ALG_ID each. */
    public record SupportedAlgs(List<Integer> algorithms) {
        public SupportedAlgs {
            algorithms = List.copyOf(algorithms);
        }
    }

    /** SecPkgCred_CipherStrengths, in bits. */
    public record CipherStrengths(int minimum, int maximum) {}

    /** SecPkgCred_SupportedProtocols: SP_PROT_ bits. */
    public record SupportedProtocols(int protocols) {}

    private final String name;
    private final int number;
    private final Class<T> structure;
    private final int size;

    private CredentialAttribute(String name, int number, Class<T> structure, int size) {
        this.name = name;
        this.number = number;
        this.structure = structure;
        this.size = size;
    }

    /** The attribute with this number of the headers. */
    public static Optional<CredentialAttribute<?>> of(int number) {
        return Optional.ofNullable(BY_NUMBER.get(number));
    }

    /** The name of the header without SECPKG_CRED_ATTR_ or SECPKG_ATTR_. */
    public String name() {
        return name.replaceFirst("SECPKG_(CRED_)?ATTR_", "");
    }

    /** The number of the header. */
    public int number() {
        return number;
    }

    /** The type of the answer. */
    public Class<T> structure() {
        return structure;
    }

    /**
     * The bytes of the header's structure on 64-bit Windows, which cbBuffer of QueryCredentialsAttributesEx has to be at least; 0 if
     * the header shows none. What it points to does not count.
     */
    public int size() {
        return size;
    }

    @Override
    public String toString() {
        return name;
    }
}
