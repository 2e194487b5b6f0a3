package org.sspi4j.secur32;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SecretStructure;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.engine.Engine;

/** Package management. */
record PackageCalls(Engine engine) {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    Result.EnumerateSecurityPackages enumerate() {
        return Outcome.answer(
                () -> {
                    var packages = engine.packages();
                    return new Result.EnumerateSecurityPackages(Outcome.OK, packages.size(), packages);
                },
                refusal -> new Result.EnumerateSecurityPackages(refusal, 0, null));
    }

    Result.QuerySecurityPackageInfo query(HeaderString pszPackageName) {
        return Outcome.answer(
                () -> new Result.QuerySecurityPackageInfo(Outcome.OK, engine.info(name("pszPackageName", pszPackageName))),
                refusal -> new Result.QuerySecurityPackageInfo(refusal, null));
    }

    Outcome unregistrable(HeaderString pszPackageName) {
        return Outcome.answer(() -> {
            var name = name("pszPackageName", pszPackageName);
            throw new SspiException(
                    SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                    name + " is not added or deleted by a call: packages are registered for ServiceLoader, as "
                            + "org.sspi4j.spi.SecurityPackage, in META-INF/services or module-info");
        });
    }

    /** Wipes what may be a secret; the rest is the garbage collector's. */
    Outcome free(Object pvContextBuffer) {
        return Outcome.answer(() -> wipe(pvContextBuffer));
    }

    static void wipe(Object contextBuffer) {
        if (contextBuffer instanceof SecBuffer buffer) {
            wipe(buffer.memory());
            buffer.become(SecBufferType.EMPTY, NOTHING);
        } else if (contextBuffer instanceof ByteBuffer memory) {
            wipe(memory);
        } else if (contextBuffer instanceof byte[] bytes) {
            Arrays.fill(bytes, (byte) 0);
        } else if (contextBuffer instanceof SecretStructure structure) {
            structure.close();
        }
    }

    /** A package's name is never null. */
    static String name(String parameter, HeaderString packageName) throws SspiException {
        if (packageName == null) {
            throw unnamed(parameter);
        }
        return HeaderString.text(parameter, packageName);
    }

    static SspiException unnamed(String parameter) {
        return new SspiException(SecurityStatus.SEC_E_SECPKG_NOT_FOUND, parameter + " is null: no security package is named");
    }

    private static void wipe(ByteBuffer memory) {
        if (!memory.isReadOnly()) {
            for (int i = memory.position(); i < memory.limit(); i++) {
                memory.put(i, (byte) 0);
            }
        }
    }
}
