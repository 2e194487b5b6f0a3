package org.sspi4j.spi;

/**
 * Decides which Windows privileges this process holds. Policies are registered for {@link java.util.ServiceLoader}: each
 * has to agree, and if one cannot be loaded no privilege is held. Without any SeImpersonatePrivilege is held, as Windows services hold it,
 * and SE_TCB_NAME is not.
 */
@FunctionalInterface
public interface PrivilegePolicy {
    /** A privilege of Windows that SSPI asks for. */
    enum Privilege {
        /** SeImpersonatePrivilege: act as a client after authentication. */
        IMPERSONATE,
        /** SE_TCB_NAME: act as part of the operating system, use the credentials of other logon sessions. */
        TCB
    }

    /** Without a policy of the application's own. */
    PrivilegePolicy STANDARD = privilege -> privilege == Privilege.IMPERSONATE;

    /** Whether the process holds the privilege now. Called each time it matters; must be quick. */
    boolean holds(Privilege privilege);
}
