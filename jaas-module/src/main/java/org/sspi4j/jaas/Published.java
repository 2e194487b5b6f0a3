package org.sspi4j.jaas;

import java.security.Principal;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import javax.security.auth.DestroyFailedException;
import javax.security.auth.Destroyable;
import javax.security.auth.Subject;
import javax.security.auth.kerberos.KerberosKey;
import javax.security.auth.kerberos.KeyTab;
import javax.security.auth.login.LoginException;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.SspiException;

/**
 * What one commit put into a Subject. What was there before, or something equal to it, is not among it.
 *
 * @param subject where it was put
 */
record Published(
        Subject subject, List<Principal> principals, List<Object> publicCredentials, List<Object> privateCredentials) {
    /**
     * Adds the credential and what it publishes.
     *
     * @param storeKey whether long-term keys may be among it, and must be
     * @throws LoginException with nothing added
     */
    static Published into(Subject subject, CredHandle credential, boolean storeKey) throws LoginException {
        if (subject.isReadOnly()) {
            throw new LoginException("The Subject is read-only: " + credential + " cannot be put into it");
        }
        var own = new Subject();
        try {
            credential.publish(own);
        } catch (SspiException e) {
            destroy(own.getPrivateCredentials());
            throw LoginFailure.of(List.of(e));
        }
        var keys = own.getPrivateCredentials().stream().filter(Published::isKey).toList();
        if (storeKey && keys.isEmpty()) {
            destroy(own.getPrivateCredentials());
            throw new LoginException("storeKey=true, and " + credential + " has no key to store");
        }
        if (!storeKey) {
            own.getPrivateCredentials().removeAll(keys);
            destroy(keys);
        }
        own.getPrivateCredentials().add(credential);
        return new Published(
                subject,
                added(own.getPrincipals(), subject.getPrincipals()),
                added(own.getPublicCredentials(), subject.getPublicCredentials()),
                added(own.getPrivateCredentials(), subject.getPrivateCredentials()));
    }

    /**
     * Takes it out again and destroys it.
     *
     * @throws LoginException if the Subject is read-only or something cannot be destroyed; what can be done was done
     */
    void withdraw() throws LoginException {
        boolean stays = subject.isReadOnly();
        if (!stays) {
            remove(principals, subject.getPrincipals());
            remove(publicCredentials, subject.getPublicCredentials());
            remove(privateCredentials, subject.getPrivateCredentials());
        }
        destroy(privateCredentials);
        if (stays) {
            throw new LoginException(
                    "The Subject is read-only: what the login put into it is freed and destroyed, and stays there");
        }
    }

    private static boolean isKey(Object credential) {
        return credential instanceof KerberosKey || credential instanceof KeyTab;
    }

    private static <T> List<T> added(Set<T> from, Set<T> to) {
        return from.stream().filter(to::add).toList();
    }

    /** The very objects: an equal one that somebody else has put there since stays. */
    private static void remove(Collection<?> added, Set<?> from) {
        from.removeIf(held -> added.stream().anyMatch(ours -> ours == held));
    }

    private static void destroy(Collection<?> credentials) throws LoginException {
        DestroyFailedException failure = null;
        for (var credential : credentials) {
            try {
                if (credential instanceof Destroyable destroyable && !destroyable.isDestroyed()) {
                    destroyable.destroy();
                }
            } catch (DestroyFailedException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw LoginFailure.because("A credential cannot be destroyed: " + failure.getMessage(), failure);
        }
    }
}
