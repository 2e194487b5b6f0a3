package org.sspi4j.secur32;

/**
 * SECURITY_PACKAGE_OPTIONS, as AddSecurityPackage takes them.
 *
 * @param type SECPKG_OPTIONS_TYPE_: 0 unknown, 1 LSA, 2 SSPI
 * @param flags SECPKG_OPTIONS_PERMANENT 1
 * @param signature of the library that has the package
 */
public record SecurityPackageOptions(int type, int flags, byte[] signature) {}
