package org.sspi4j.tools.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.sspi4j.HttpServerAuthentication;
import org.sspi4j.Sspi;
import org.sspi4j.account.AccountFile;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NegotiateCred;
import org.sspi4j.api.NtlmAllowance;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.ConfigException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.testkit.EmbeddedKdc;
import org.sspi4j.tools.demo.web.IdentityPage;

/** The page, and all that it takes to read it: a KDC, alice with her tickets, and bob with a password of NTLM. */
final class Serving implements AutoCloseable {
    static final String ALICE = "alice";
    static final String BOB = "bob";

    private static final String REALM = "EXAMPLE.COM";
    private static final String DOMAIN = "EXAMPLE";
    private static final String SERVICE = "HTTP/" + IdentityPage.HOST;

    private final DemoFolder folder;
    private final Set<NtlmAllowance> allowances;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private IdentityPage page;

    private Serving(DemoFolder folder, Set<NtlmAllowance> allowances) {
        this.folder = folder;
        this.allowances = allowances;
    }

    /**
     * @param port 0 for any that is free
     * @param allowances what NTLM's clients are let in with
     * @param log hears of each reader
     */
    static Serving start(DemoFolder folder, int port, Set<NtlmAllowance> allowances, Consumer<String> log)
            throws IOException, SspiException, ConfigException {
        var serving = new Serving(folder, allowances);
        try {
            serving.open(port, log);
            return serving;
        } catch (IOException | SspiException | ConfigException | RuntimeException e) {
            serving.close();
            throw e;
        }
    }

    private <T extends AutoCloseable> T opened(T closeable) {
        opened.push(closeable);
        return closeable;
    }

    private void open(int port, Consumer<String> log) throws IOException, SspiException, ConfigException {
        var kdc = opened(EmbeddedKdc.start(REALM));
        kdc.addService(SERVICE).krb5Conf(folder.krb5Conf());
        kdc.keytab(SERVICE, folder.keytab());
        var config = KerberosConfig.load(folder.krb5Conf());
        addAlice(kdc, config);
        addBob();
        prepareBrowser();
        page = opened(IdentityPage.bind(port));
        var ntlm = NtlmCred.builder()
                .accounts(AccountFile.at(folder.accounts()))
                .targetNames(page.targetNames().toArray(String[]::new))
                .allow(allowances.toArray(NtlmAllowance[]::new))
                .build();
        var negotiate = NegotiateCred.builder().kerberos(Identity.keytab(folder.keytab())).ntlm(ntlm).build();
        var authentication = HttpServerAuthentication.builder()
                .scheme("Negotiate", opened(Sspi.acquireCredentialsHandle("Negotiate", CredentialUse.INBOUND, negotiate, config)))
                .scheme("NTLM", opened(Sspi.acquireCredentialsHandle("NTLM", CredentialUse.INBOUND, ntlm)))
                .build();
        page.serve(authentication, log);
    }

    /** She has a ticket, as after kinit. */
    private void addAlice(EmbeddedKdc kdc, KerberosConfig config) throws SspiException {
        var password = RandomPassword.made();
        kdc.addUser(ALICE, password);
        try (var secret = Secret.password(password);
                var alice = Sspi.acquireCredentialsHandle(
                        "Kerberos", CredentialUse.OUTBOUND, Identity.password(ALICE, secret), config)) {
            alice.logon();
            alice.saveTo("FILE:" + folder.ccache(ALICE));
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    /** He has a password, in a file that curl reads. */
    private void addBob() throws IOException, SspiException {
        var password = RandomPassword.made();
        var name = DOMAIN + "\\" + BOB;
        try (var secret = Secret.password(password)) {
            AccountFile.at(folder.accounts()).add(name, new AccountSecret(AccountSecret.Kind.PASSWORD, secret), List.of("staff"));
            var file = Files.createFile(folder.curlConfig(BOB));
            if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(file, Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
            }
            Files.writeString(file, """
                    # curl --config this
                    ntlm
                    user = "%s:%s"
                    """.formatted(name.replace("\\", "\\\\"), new String(password)));
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    /**
     * A profile for Chromium, which on Linux loads no library of GSS-API for the first server that asks for Negotiate: it notes that there
     * was one, and loads it from then on.
     */
    private void prepareBrowser() throws IOException {
        Files.createDirectory(folder.browser());
        Files.writeString(folder.browser().resolve("Local State"), "{\"net\":{\"received_http_auth_negotiate_headers\":true}}\n");
    }

    URI uri() {
        return page.uri();
    }

    /** How to read the page, line by line. */
    List<String> invitation() {
        var kerberos = "KRB5_CONFIG=" + folder.krb5Conf() + " KRB5CCNAME=FILE:" + folder.ccache(ALICE);
        var bob = allowances.containsAll(Set.of(NtlmAllowance.SERVER_NO_MIC, NtlmAllowance.SERVER_NO_TARGET))
                ? "    curl --config " + folder.curlConfig(BOB) + " " + uri()
                : "    name and password for a browser that asks are in " + folder.curlConfig(BOB);
        return List.of(
                "    " + uri(),
                "",
                "As alice, with her ticket:",
                "",
                "    export " + kerberos,
                "    curl --negotiate -u : " + uri(),
                "    chromium --auth-server-allowlist=" + IdentityPage.HOST + " --user-data-dir=" + folder.browser() + " " + uri(),
                "",
                "As bob, with NTLM:",
                "",
                bob,
                "",
                "All this lasts until Ctrl-C, and then " + folder.path() + " is deleted.");
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("Nothing of this has a reason to fail", e);
            }
        }
    }
}
