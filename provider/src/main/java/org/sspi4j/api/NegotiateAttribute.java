package org.sspi4j.api;

import java.util.Arrays;
import java.util.List;

/** The context attributes that only Negotiate knows. */
public final class NegotiateAttribute {
    /** SECPKG_ATTR_NEGOTIATION_INFO: which package was chosen, and how far that is settled. */
    public static final ContextAttribute<NegotiationInfo> NEGOTIATION_INFO =
            new ContextAttribute<>("NEGOTIATION_INFO", 12, NegotiationInfo.class, 16);
    /** SECPKG_ATTR_NEGO_KEYS: the keys that NegoEx proves itself with. */
    public static final ContextAttribute<NegoKeys> NEGO_KEYS =
            new ContextAttribute<>("NEGO_KEYS", 22, NegoKeys.class, 32);
    /** SECPKG_ATTR_PROMPTING_NEEDED: whether the user has to be asked. */
    public static final ContextAttribute<CredInfo> PROMPTING_NEEDED =
            new ContextAttribute<>("PROMPTING_NEEDED", 24, CredInfo.class, 8);
    /** SECPKG_ATTR_NEGO_PKG_INFO: which packages were not possible. */
    public static final ContextAttribute<NegoPackageInfo> NEGO_PKG_INFO =
            new ContextAttribute<>("NEGO_PKG_INFO", 31, NegoPackageInfo.class, 4);
    /** SECPKG_ATTR_NEGO_STATUS: what the last attempt came to. */
    public static final ContextAttribute<NegoStatus> NEGO_STATUS =
            new ContextAttribute<>("NEGO_STATUS", 32, NegoStatus.class, 4);
    /** SECPKG_ATTR_IS_LOOPBACK: whether the peer is on the same machine. */
    public static final ContextAttribute<Boolean> IS_LOOPBACK =
            new ContextAttribute<>("IS_LOOPBACK", 37, Boolean.class, 0);

    /** SECPKG_NEGOTIATION_. The number of the header is the ordinal. */
    public enum NegotiationState {
        COMPLETE,
        OPTIMISTIC,
        IN_PROGRESS,
        DIRECT,
        TRY_MULTICRED
    }

    /** SecPkgContext_NegotiationInfo. */
    public record NegotiationInfo(PackageInfo packageInfo, NegotiationState negotiationState) {}

    /**
     * SecPkgContext_NegoKeys: copies of the keys. Whoever asks for them has to wipe them.
     *
     * @param keyType encryption type of the key that this side signs with
     * @param verifyKeyType encryption type of the key that the peer signs with
     */
    public record NegoKeys(int keyType, byte[] keyValue, int verifyKeyType, byte[] verifyKeyValue) implements SecretStructure {
        @Override
        public void close() {
            Arrays.fill(keyValue, (byte) 0);
            Arrays.fill(verifyKeyValue, (byte) 0);
        }

        @Override
        public String toString() {
            return "NegoKeys[" + keyType + ", " + verifyKeyType + "]";
        }
    }

    /** SECPKG_CRED_CLASS. */
    public enum CredClass {
        NONE(0),
        EPHEMERAL(10),
        PERSISTED_GENERIC(20),
        PERSISTED_SPECIFIC(30),
        EXPLICIT(40);

        private final int value;

        CredClass(int value) {
            this.value = value;
        }

        /** The number of the header. */
        public int value() {
            return value;
        }
    }

    /** SecPkgContext_CredInfo. */
    public record CredInfo(CredClass credClass, boolean isPromptingNeeded) {}

    /** SECPKG_ATTR_NEGO_INFO_FLAG_: a reason why a package was left out. */
    public enum Missing {
        NO_KERBEROS(0x1),
        NO_NTLM(0x2);

        private final int bit;

        Missing(int bit) {
            this.bit = bit;
        }

        /** The bit in PackageMask. */
        public int bit() {
            return bit;
        }
    }

    /** SecPkgContext_NegoPackageInfo: PackageMask by name. */
    public record NegoPackageInfo(List<Missing> packageMask) {
        public NegoPackageInfo {
            packageMask = List.copyOf(packageMask);
        }
    }

    /** SecPkgContext_NegoStatus. */
    public record NegoStatus(SecurityStatus lastStatus) {}

    private NegotiateAttribute() {}
}
