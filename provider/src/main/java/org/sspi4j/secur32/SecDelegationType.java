package org.sspi4j.secur32;

/** SecDelegationType, as DelegateSecurityContext takes it. The number of the header is the ordinal. */
public enum SecDelegationType {
    /** SecFull. */
    FULL,
    /** SecService. */
    SERVICE,
    /** SecTree. */
    TREE,
    /** SecDirectory. */
    DIRECTORY,
    /** SecObject. */
    OBJECT
}
