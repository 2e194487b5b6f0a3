package org.sspi4j.schannel.jsse;

import java.net.Socket;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.sspi4j.api.SspiException;

/** Has the context look at its peer's certificate, and refuses everybody where there is no context. */
final class CheckedPeers extends X509ExtendedTrustManager {
    private final List<X509Certificate> authorities;

    CheckedPeers(List<X509Certificate> authorities) {
        this.authorities = authorities;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        check(chain, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        check(chain, authType, engine);
    }

    private static void check(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        try {
            ApplicationProtocols.owner(engine).check(List.of(chain), authType, engine);
        } catch (SspiException e) {
            throw new CertificateException(e.getMessage(), ofPath(e));
        }
    }

    /** The JDK finds the alert by it. */
    private static Throwable ofPath(SspiException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathValidatorException) {
                return cause;
            }
        }
        return failure;
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.toArray(X509Certificate[]::new);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        throw new CertificateException("not a context's");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        throw new CertificateException("not a context's");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("not a context's");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("not a context's");
    }
}
