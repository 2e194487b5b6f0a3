package org.sspi4j.engine;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.Impersonation;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.logon.ThreadToken;
import org.sspi4j.spi.PrivilegePolicy;
import org.sspi4j.spi.PrivilegePolicy.Privilege;

/**
 * A token that the caller may act with: proof that one of the conditions was met. "All impersonate functions ... allow the
 * requested impersonation if one of the following is true": the level is below Impersonation, the caller holds
 * SeImpersonatePrivilege, the token was made by a logon with explicit credentials, or the client is the caller itself.
 *
 * @spec sspi.h ImpersonateSecurityContext "Remarks"
 */
final class GrantedToken {
    private final AccessToken token;
    /** Empty if another condition was met, which cannot change. */
    private final Optional<PrivilegePolicy> privilege;

    private GrantedToken(AccessToken token, Optional<PrivilegePolicy> privilege) {
        this.token = token;
        this.privilege = privilege;
    }

    /**
     * @param engine whose logons count
     * @param clientIsProcess whether the client is the one that the process itself is; asked only while the thread acts as nobody
     * @throws SspiException SEC_E_NO_IMPERSONATION if no condition is met
     */
    static GrantedToken check(
            AccessToken token, Engine engine, PrivilegePolicy privileges, BooleanSupplier clientIsProcess)
            throws SspiException {
        if (token.level().compareTo(ImpersonationLevel.IMPERSONATION) < 0) {
            return new GrantedToken(token, Optional.empty());
        }
        var refusal = refusal(token, privileges);
        if (refusal.isEmpty()) {
            return new GrantedToken(token, Optional.of(privileges));
        }
        if (isOfExplicitLogon(token, engine) || isCaller(token, clientIsProcess)) {
            return new GrantedToken(token, Optional.empty());
        }
        throw refusal.get();
    }

    Impersonation impersonate() {
        return ThreadToken.impersonate(token);
    }

    <T> T callAs(Callable<T> action) throws Exception {
        return ThreadToken.callAs(token, action);
    }

    /** The privilege, if it was what granted the token, is looked at again when a task begins: much later, perhaps. */
    <T> Callable<T> wrap(Callable<T> task) {
        return () -> {
            var refusal = refusal();
            if (refusal.isPresent()) {
                throw refusal.get();
            }
            return callAs(task);
        };
    }

    Runnable wrap(Runnable task) {
        return () -> {
            requireStillGranted();
            run(task);
        };
    }

    /** Looks at the privilege when a task is handed over: one that an executor has taken and then refuses to run would be missed. */
    Executor wrap(Executor executor) {
        return task -> {
            requireStillGranted();
            HandOver.execute(executor, () -> run(task));
        };
    }

    private void run(Runnable task) {
        try {
            callAs(Executors.callable(task));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new UndeclaredThrowableException(e);
        }
    }

    private void requireStillGranted() {
        var refusal = refusal();
        if (refusal.isPresent()) {
            throw new RejectedExecutionException(refusal.get().getMessage(), refusal.get());
        }
    }

    private Optional<SspiException> refusal() {
        return privilege.flatMap(policy -> refusal(token, policy));
    }

    private static Optional<SspiException> refusal(AccessToken token, PrivilegePolicy privileges) {
        try {
            return privileges.holds(Privilege.IMPERSONATE)
                    ? Optional.empty()
                    : Optional.of(new SspiException(
                            SecurityStatus.SEC_E_NO_IMPERSONATION,
                            "The policy withholds SeImpersonatePrivilege: nothing may be done for " + token.userName()));
        } catch (RuntimeException e) {
            return Optional.of(new SspiException(
                    SecurityStatus.SEC_E_NO_IMPERSONATION, "The policy failed: nothing may be done for " + token.userName(), e));
        }
    }

    /** Only who has the handle of the client's own logon can put it into a token. */
    private static boolean isOfExplicitLogon(AccessToken token, Engine engine) {
        return token.subject().getPrivateCredentials(CredHandle.class).stream()
                .anyMatch(handle -> handle instanceof LiveCredential live
                        && live.belongsTo(engine)
                        && live.isExplicitLogonOf(token));
    }

    private static boolean isCaller(AccessToken token, BooleanSupplier clientIsProcess) {
        // Who was only let look at a client is not that client: else anybody would become one in two steps.
        if (ThreadToken.current().filter(acting -> acting.level().compareTo(ImpersonationLevel.IMPERSONATION) < 0).isPresent()) {
            return false;
        }
        var caller = ThreadToken.effectiveSubject();
        if (caller.isEmpty()) {
            return clientIsProcess.getAsBoolean();
        }
        var principals = token.subject().getPrincipals();
        return !principals.isEmpty() && caller.get().getPrincipals().containsAll(principals);
    }
}
