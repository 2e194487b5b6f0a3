package org.sspi4j.secur32;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Luid;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SecGetKeyFn;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.TimeStamp;
import org.sspi4j.engine.Acquisition;
import org.sspi4j.engine.Engine;

/** Credentials. */
record CredentialCalls(Engine engine, Engine.ConfigSource kerberos) {
    private static final int SECPKG_CRED_AUTOLOGON_RESTRICTED = 0x10;
    private static final int SECPKG_CRED_PROCESS_POLICY_ONLY = 0x20;

    Result.AcquireCredentialsHandle acquire(
            HeaderString pszPrincipal,
            HeaderString pszPackage,
            int fCredentialUse,
            Luid pvLogonId,
            Identity pAuthData,
            SecGetKeyFn pGetKeyFn,
            Object pvGetKeyArgument) {
        return Outcome.answer(
                () -> {
                    var asked = asked(
                            pszPrincipal, pszPackage, fCredentialUse, pvLogonId, pAuthData, pGetKeyFn, pvGetKeyArgument);
                    var credential = engine.acquire(asked.run());
                    return new Result.AcquireCredentialsHandle(Outcome.OK, credential, local(credential.expiry()));
                },
                refusal -> new Result.AcquireCredentialsHandle(refusal, null, null));
    }

    Result.AddCredentials add(
            CredHandle hCredentials,
            HeaderString pszPrincipal,
            HeaderString pszPackage,
            int fCredentialUse,
            Identity pAuthData,
            SecGetKeyFn pGetKeyFn,
            Object pvGetKeyArgument) {
        return Outcome.answer(
                () -> {
                    engine.checked(hCredentials);
                    var asked =
                            asked(pszPrincipal, pszPackage, fCredentialUse, null, pAuthData, pGetKeyFn, pvGetKeyArgument);
                    return new Result.AddCredentials(Outcome.OK, local(engine.addCredentials(hCredentials, asked.run())));
                },
                refusal -> new Result.AddCredentials(refusal, null));
    }

    Outcome free(CredHandle phCredential) {
        return Outcome.answer(() -> engine.checked(phCredential).close());
    }

    Outcome changePassword(
            HeaderString pszPackageName,
            HeaderString pszDomainName,
            HeaderString pszAccountName,
            HeaderString pszOldPassword,
            HeaderString pszNewPassword,
            int dwReserved,
            SecBufferDesc pOutput) {
        return Outcome.answer(() -> {
            Reserved.zero("dwReserved", dwReserved);
            var response = onlyBuffer(SecBufferDesc.required("pOutput", pOutput));
            var packageName = PackageCalls.name("pszPackageName", pszPackageName);
            var domain = Optional.ofNullable(HeaderString.text("pszDomainName", pszDomainName)).orElse("");
            var account = HeaderString.text("pszAccountName", pszAccountName);
            if (account == null) {
                throw new SspiException(SecurityStatus.SEC_E_INVALID_PARAMETER, "pszAccountName is null: whose password?");
            }
            try (var before = HeaderString.secret("pszOldPassword", pszOldPassword);
                    var after = HeaderString.secret("pszNewPassword", pszNewPassword)) {
                engine.changePassword(packageName, domain, account, before, after, kerberos.read());
            }
            response.memory().limit(response.memory().position());
        });
    }

    /** Nobody tells a DOMAIN_PASSWORD_INFORMATION, yet there has to be a place for it. */
    private static SecBuffer onlyBuffer(List<SecBuffer> output) throws SspiException {
        if (output.size() != 1 || output.get(0).type() != SecBufferType.CHANGE_PASS_RESPONSE) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_PARAMETER,
                    "pOutput has to be one CHANGE_PASS_RESPONSE buffer and is " + output);
        }
        return output.get(0);
    }

    /**
     * @return asks when it is run: for the package, and for the configuration, which is a file
     * @throws SspiException SEC_E_INVALID_PARAMETER for what is wrong whatever there is
     */
    Outcome.Call<Acquisition> asked(
            HeaderString pszPrincipal,
            HeaderString pszPackage,
            int fCredentialUse,
            Luid pvLogonId,
            Identity pAuthData,
            SecGetKeyFn pGetKeyFn,
            Object pvGetKeyArgument)
            throws SspiException {
        var principal = HeaderString.text("pszPrincipal", pszPrincipal);
        var packageName = HeaderString.text("pszPackage", pszPackage);
        return () -> {
            if (packageName == null) {
                throw PackageCalls.unnamed("pszPackage");
            }
            engine.info(packageName);
            return new Acquisition(
                    packageName,
                    Optional.ofNullable(principal),
                    use(packageName, fCredentialUse),
                    Optional.ofNullable(pvLogonId),
                    Optional.ofNullable(pAuthData),
                    Optional.ofNullable(pGetKeyFn).map(function -> new Identity.GetKey(function, pvGetKeyArgument)),
                    engine.config(packageName, kerberos));
        };
    }

    private static CredentialUse use(String packageName, int fCredentialUse) throws SspiException {
        for (var use : CredentialUse.values()) {
            if (use.value() == fCredentialUse) {
                return use;
            }
        }
        int policy = SECPKG_CRED_AUTOLOGON_RESTRICTED | SECPKG_CRED_PROCESS_POLICY_ONLY;
        if ((fCredentialUse & policy) != 0 && (fCredentialUse & ~(policy | CredentialUse.BOTH.value())) == 0) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                    packageName + " knows no policy: SECPKG_CRED_AUTOLOGON_RESTRICTED and SECPKG_CRED_PROCESS_POLICY_ONLY are Negotiate's");
        }
        throw new SspiException(
                SecurityStatus.SEC_E_INVALID_PARAMETER,
                "fCredentialUse is 0x" + Integer.toHexString(fCredentialUse) + "; it has to be one of "
                        + "SECPKG_CRED_INBOUND 1, SECPKG_CRED_OUTBOUND 2, SECPKG_CRED_BOTH 3");
    }

    static TimeStamp local(Instant moment) {
        return TimeStamp.of(moment, ZoneId.systemDefault());
    }
}
