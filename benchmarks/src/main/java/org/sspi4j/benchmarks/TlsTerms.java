package org.sspi4j.benchmarks;

import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.sspi4j.api.CertContext;
import org.sspi4j.testkit.TestKey;
import org.sspi4j.testkit.TestPki;

/** What both sides of the rows of TLS have in common: version, cipher suites, the server's key, and whose session is resumed. */
@State(Scope.Benchmark)
public class TlsTerms {
    static final String TLS_1_2 = "TLSv1.2";
    static final String TLS_1_3 = "TLSv1.3";

    private static final String HOST = "web.example.com";

    @Param(TLS_1_3)
    String version;

    @Param("EC")
    TestKey key;

    @Param("false")
    boolean resumed;

    private int begun;

    /** The server's. */
    CertContext certificate() {
        var issued = TestPki.root("Root", key).certificate("CN=" + HOST).key(key).dnsNames(HOST).serverAuth().issue();
        return new CertContext(issued.chainWithoutRoot(), issued.privateKey());
    }

    /** Whom the next connection is with: the same one again where it resumes, and where it must not, one that nobody has spoken to. */
    String host() {
        return resumed ? HOST : "web-" + begun++ + ".example.com";
    }

    /** For engines of the JDK, what a credential permits by default. */
    SSLParameters parameters(SSLContext context) {
        var suites = Stream.of(context.getDefaultSSLParameters().getCipherSuites()).filter(TlsTerms::isStrong).toArray(String[]::new);
        return new SSLParameters(suites, new String[] {version});
    }

    private static boolean isStrong(String suite) {
        return suite.startsWith("TLS_AES_") || suite.startsWith("TLS_CHACHA20_")
                || suite.contains("DHE_") && !suite.contains("_DSS_") && !suite.endsWith("_SHA");
    }
}
