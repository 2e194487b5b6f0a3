package org.sspi4j.spi;

import java.util.Optional;

/** The packages that Negotiate and CredSSP can choose from, by name: no package knows another one. */
@FunctionalInterface
public interface PackageTable {
    /** The package with this name, without regard to case. */
    Optional<SecurityPackage> named(String name);
}
