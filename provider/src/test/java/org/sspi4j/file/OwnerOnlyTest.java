package org.sspi4j.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where there are access lists; permissions are tested with the files that they protect. */
class OwnerOnlyTest {
    @Test
    void anAccessListLetsNobodyElseIn() {
        UserPrincipal alice = () -> "alice";
        UserPrincipal bob = () -> "bob";
        assertEquals(Optional.empty(), OwnerOnly.others(alice, List.of()));
        assertEquals(Optional.empty(), OwnerOnly.others(alice, List.of(entry(AclEntryType.ALLOW, alice))));
        assertEquals(
                Optional.empty(),
                OwnerOnly.others(alice, List.of(entry(AclEntryType.DENY, bob), entry(AclEntryType.AUDIT, bob))));
        assertEquals(
                Optional.of("bob is in its access list"),
                OwnerOnly.others(alice, List.of(entry(AclEntryType.ALLOW, alice), entry(AclEntryType.ALLOW, bob))));
    }

    private static AclEntry entry(AclEntryType type, UserPrincipal who) {
        return AclEntry.newBuilder().setType(type).setPrincipal(who).setPermissions(AclEntryPermission.READ_DATA).build();
    }
}
