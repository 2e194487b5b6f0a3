package org.sspi4j.engine;

import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.config.ContextKeyFile;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.fixture.EveryCasePackage;

/** Exports a context without naming a key file, imports it with the user's, and says whose it is. */
final class ExportsWithItsOwnKey {
    private ExportsWithItsOwnKey() {}

    public static void main(String... arguments) throws Exception {
        var test = new EveryCaseEngine();
        CtxtHandle context;
        try (var credential = test.inbound()) {
            context = test.accept(credential, null, "see-you alice").context();
        }
        try (var imported = test.engine.importContext(
                EveryCasePackage.NAME, context.export(), null, KerberosConfig.builder().build(), ContextKeyFile.ofUser())) {
            System.out.println(imported.query(ContextAttribute.NAMES).userName());
        }
    }
}
